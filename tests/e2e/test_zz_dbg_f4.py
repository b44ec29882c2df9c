import json
from tests.e2e import lists
from tests.e2e.test_list import fling, BOLE
def test_dbg(service, phones):
    size=(375,812)
    rider = phones.new(size=size, position="allowed", at=BOLE)
    rider.open(); rider.until("全部 580 家"); rider.until_settled()
    d = rider.context.new_cdp_session(rider.page)
    import time
    for dist,speed in ((420,3000),(420,3000),(600,6000),(4000,8000)):
        t=time.time()
        d.send("Input.synthesizeScrollGesture", {"x":187,"y":600,"yDistance":-dist,"speed":speed,"preventFling":False,"gestureSourceType":"touch"})
        dt=time.time()-t
        a=rider.page.evaluate("()=>document.querySelector('.page:not([hidden])').scrollTop")
        rider.page.wait_for_timeout(1500)
        b=rider.page.evaluate("()=>document.querySelector('.page:not([hidden])').scrollTop")
        print(dist,speed,round(dt,2),a,b, rider.page.evaluate(lists.MIDDLE))
    print(rider.page.evaluate("""()=>{const r=document.getElementById('pages').getBoundingClientRect();const e=document.elementFromPoint(r.left+r.width/2,r.top+r.height/2);return [e.outerHTML.slice(0,300), Object.keys(e), e.className]}"""))
