"use strict";
const said = document.getElementById("said");
const PARTS = ["phones", "codes", "pushes"];

async function send(name, body, done) {
  try {
    const answer = await fetch("/__fake/" + name, {method: "POST", body: JSON.stringify(body)});
    said.textContent = answer.ok ? done : "没成功：" + (await answer.json()).error;
  } catch {
    said.textContent = "模拟服务没有回应。";
  }
  await look();
}

function copied(button) {
  const command = document.getElementById(button.dataset.copy).textContent;
  navigator.clipboard.writeText(command).then(
    () => { said.textContent = "已复制，粘贴到终端里运行。"; },
    () => { said.textContent = "请手动选中复制。"; });
}

// what changed since: only parts that differ are replaced, open lists stay open, and nobody loses the focus
async function look() {
  let fresh;
  try {
    fresh = new DOMParser().parseFromString(await (await fetch("/__fake/")).text(), "text/html");
  } catch {
    return;
  }
  for (const name of PARTS) {
    const here = document.getElementById(name), there = fresh.getElementById(name);
    if (here.dataset.print === there.dataset.print) continue;
    const open = [...here.querySelectorAll("details[open]")].map(one => one.id);
    const focus = here.contains(document.activeElement) ? document.activeElement.id : "";
    open.forEach(id => there.querySelector("#" + CSS.escape(id))?.setAttribute("open", ""));
    here.replaceWith(there);
    if (focus) document.getElementById(focus)?.focus();
  }
}

document.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.copy) return copied(button);
  const body = JSON.parse(button.dataset.body);
  if (button.dataset.call === "fault") body.path = document.getElementById("where").value;
  send(button.dataset.call, body, button.dataset.done || "好了。");
});
setInterval(look, 2000);
