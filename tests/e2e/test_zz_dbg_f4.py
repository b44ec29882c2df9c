import time
from tests.e2e import lists
from tests.e2e.test_list import BOLE
from tests.e2e.test_station_page import rider_at_the_station, saves
def look(rider): return rider.page.evaluate("()=>document.querySelector('.page:not([hidden])').scrollTop")
def test_dbg(service, phones):
    size=(375,812)
    rider = phones.new(size=size, position="allowed", at=BOLE)
    rider.open(); rider.until("全部 580 家"); rider.until_settled()
    d = rider.context.new_cdp_session(rider.page)
    for dist,steps,dt in ((420,8,0.008),(420,5,0.005),(500,10,0.008)):
        t=time.time()
        x,y=187,650
        def ev(kind,yy,ts):
            d.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": yy}] if yy is not None else [], "timestamp": ts})
        ev("touchStart",y,t)
        for i in range(1,steps+1): ev("touchMove", y-dist*i/steps, t+dt*i)
        ev("touchEnd",None,t+dt*(steps+0.5))
        took=time.time()-t
        a=look(rider); rider.page.wait_for_timeout(2500); b=look(rider)
        print("RAW",dist,steps,dt,round(took,2),a,b, rider.page.evaluate(lists.MIDDLE))
    for params in ({"x":187,"y":500,"yDistance":-300,"speed":800,"gestureSourceType":"touch"},{"x":187,"y":500,"yDistance":-300,"speed":3000,"preventFling":False,"gestureSourceType":"touch"},{"x":187,"y":500,"yDistance":-300,"speed":3000,"preventFling":False,"gestureSourceType":"touch","yOverscroll":0}):
        a=look(rider); d.send("Input.synthesizeScrollGesture", params); b=look(rider); rider.page.wait_for_timeout(1500); print("SYN",params,a,b,look(rider))
def test_b(service, phones):
    rider = rider_at_the_station(phones, (320,568)); saves(rider); 
    rider.tap("微波炉", exact=False, within=".amenities")
    rider.page.wait_for_timeout(1000); print("SHEET", rider.sees("勉强能用"), rider.page.evaluate("()=>document.getElementById('over').innerText"))
    rider.shot("dbg")
