"""The certificate on paper: what is proved of whom, by whom, and how a reader checks it."""

from __future__ import annotations

import io
from datetime import date

from app.areas.service import OrganizationFacts
from app.core import clock, papers
from app.core.papers import Paper
from app.hours import certificate_rules as rules
from app.hours import certificates, describing
from app.hours.certificate_models import Certificate
from app.hours.models import HoursEntry
from app.volunteering import service as volunteering

TITLE = "志愿服务时长证明"
QR_MM, QR_SCALE, QR_BORDER = 34, 12, 4
NAME_PT, LEAST_PT = 24.0, 11.0
LINE_PT = 460  # width of a line in points, a little less than the paper's
FREE = "本证明由组织单位免费开具。盖章时请核对本人证件；我们不收、也不印证件号码。"
HOW = "扫码可核对：只显示单位、起止日期、时长和状态，不显示姓名。要核对姓名，请填写姓名和校验码。"


def refuse_unprintable(name: str, issuer: OrganizationFacts) -> None:
    """Raise ``MissingGlyph`` naming the characters our font lacks; before anything is written."""
    papers.refuse_missing(name + issuer.name + (issuer.township_name or ""))


def on_paper(found: Certificate) -> bytes:
    """The certificate as a PDF. Raises ``NameErased``, ``CertificateEnded``, ``MissingGlyph``."""
    name = certificates.name_on(found)
    lines = certificates.lines_of(found)
    issuer = describing.issuer(found.issuer_id)["name"]
    paper = Paper(f"{TITLE} {found.number}").title_line(TITLE)
    paper.paragraph(f"编号 {found.number}", align="C", grey=True).space(8)
    paper.paragraph(name, size_pt=name_pt(name), align="C").space(4)
    paper.paragraph(statement(found, issuer, len(lines)), size_pt=13).space(6)
    paper.paragraph(f"组织单位（盖章）：{issuer}", size_pt=12, align="R")
    paper.paragraph(f"开具日期：{_day(clock.local(found.issued_at).date())}", size_pt=12, align="R").space(6)
    paper.image(_qr(certificates.address(found)), width_mm=QR_MM)
    paper.paragraph(certificates.address(found), size_pt=9, align="C")
    paper.paragraph(f"校验码 {grouped(certificates.code_of(found, name))}", size_pt=12, align="C")
    paper.paragraph(HOW, size_pt=9, align="C", grey=True).paragraph(FREE, size_pt=9, align="C", grey=True)
    return _with_details(paper, lines).pdf()


def statement(found: Certificate, issuer: str, times: int) -> str:
    """The sentence that is proved."""
    period = f"{_day(found.period_from)}至{_day(found.period_to)}"
    total = f"{rules.hours_text(found.minutes)} 小时（{found.minutes} 分钟，{times} 次）"
    apart = f"，其中补录 {found.backfilled_minutes} 分钟" if found.backfilled_minutes else ""
    return f"{period}期间，参加{issuer}组织的志愿服务，经组织单位确认的服务时长共 {total}{apart}。特此证明。"


def name_pt(name: str) -> float:
    """How large a name is set: on one line, whatever its length."""
    return max(LEAST_PT, min(NAME_PT, LINE_PT / len(name)))


def grouped(code: str) -> str:
    """A check code as people read it out: four by four."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def _with_details(paper: Paper, lines: list[HoursEntry]) -> Paper:
    shifts = volunteering.facts_of(line.shift_id for line in lines)
    rows = [
        (
            line.service_date.isoformat(),
            _printable(shifts[line.shift_id].title),
            str(line.minutes),
            "补录" if line.kind == "backfill" else "",
        )
        for line in lines
    ]
    return paper.heading("附：服务明细").table(("日期", "活动", "分钟", "备注"), rows, widths=(24, 70, 14, 14))


def _printable(title: str) -> str:
    """A title less what our font lacks: nobody goes without their paper for a drawing in an activity's name."""
    missing = papers.missing_glyphs(title)
    return "".join(one for one in title if one not in missing)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _qr(text: str) -> bytes:
    import segno

    made = io.BytesIO()
    segno.make_qr(text, error="m").save(made, kind="png", scale=QR_SCALE, border=QR_BORDER)
    return made.getvalue()
