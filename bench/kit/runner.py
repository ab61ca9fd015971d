#!/usr/bin/env python3
"""HTTP scenario runner (loopback only, bounded in time and requests).

  python3 runner.py CONFIG.json --params DIR/params.json --clients 1,8,32 --secs 4 --repeats 2 \
        [--only a_caseload,d_case] [--pids 123,456] [--base-url URL] [--out results.jsonl]

CONFIG.json
 { "name": "...", "base_url": "http://127.0.0.1:8001", "headers": {...},
   "login": [ {"method":"GET","url":"/login/","extract":{"csrf":"name=\"csrfmiddlewaretoken\" value=\"([^\"]+)\""}},
              {"method":"POST","url":"/login/","form":{"username":"{username}","password":"{password}","csrfmiddlewaretoken":"{csrf}"},
               "expect_status":[200,302]} ],
   "users": "worker" | "city"   (default set of users; a scenario may override with "as"),
   "scenarios": { "a_caseload": {"method":"GET","url":"/cases/?worker={user_id}","expect":"text that must be present"},
                  "e_add": {"method":"POST","url":"/cases/{case}/notes","json":{...}} } }
Variables: user_id username password office_id case kana common middle rare note n (a counter) uuid (a new one) today + everything extracted at login.
Every variable also exists URL-quoted as {q_NAME}. Regexes may be written "b64:{a}:{b}" for a base64 text, "cookie:NAME" to take a cookie, "json:a.b" a JSON path.
"""
import argparse, asyncio, json, random, re, statistics, time, sys, os, urllib.parse, hashlib, datetime, uuid
import aiohttp
from yarl import URL

class V(dict):
    def __missing__(self,k):
        if k.startswith("q_"): return urllib.parse.quote(str(self[k[2:]]),safe="")
        raise KeyError(k)
PAT=re.compile(r"\{([a-zA-Z_]\w*)\}")
def sub(t,v):
    if isinstance(t,str):
        m=PAT.fullmatch(t)
        if m: return v[m.group(1)]
        return PAT.sub(lambda m:str(v[m.group(1)]),t)
    if isinstance(t,dict): return {k:sub(x,v) for k,x in t.items()}
    if isinstance(t,list): return [sub(x,v) for x in t]
    return t
def calib():
    """machine-speed index: seconds for a fixed CPU job (lower = faster/quieter)"""
    t=time.perf_counter(); b=b"x"*(1<<16)
    for _ in range(400): hashlib.sha256(b).digest()
    return time.perf_counter()-t
def pss(pids):
    tot=0; seen=set()
    def kids(p):
        if p in seen: return
        seen.add(p)
        try:
            for tid in os.listdir(f"/proc/{p}/task"):
                for c in open(f"/proc/{p}/task/{tid}/children").read().split(): kids(int(c))
        except OSError: pass
    for p in pids: kids(p)
    for p in seen:
        try:
            for l in open(f"/proc/{p}/smaps_rollup"):
                if l.startswith("Pss:"): tot+=int(l.split()[1])
        except OSError: pass
    return round(tot/1024,1)

HZ=os.sysconf("SC_CLK_TCK")
def cpu(pids):
    """CPU seconds used so far by the process trees (dead, reaped children included): robust against a noisy machine"""
    seen=set(); t=0
    def kids(p):
        if p in seen: return
        seen.add(p)
        try:
            for tid in os.listdir(f"/proc/{p}/task"):
                for c in open(f"/proc/{p}/task/{tid}/children").read().split(): kids(int(c))
        except OSError: pass
    for p in pids: kids(p)
    for p in seen:
        try: f=open(f"/proc/{p}/stat").read().rsplit(")",1)[1].split(); t+=sum(int(x) for x in f[11:15])
        except OSError: pass
    return t/HZ
async def step(s,cfg,st,v,base):
    kw={}
    if "form" in st: kw["data"]=sub(st["form"],v)
    if "json" in st: kw["json"]=sub(st["json"],v)
    h=dict(cfg.get("headers",{})); h.update(st.get("headers",{})); kw["headers"]={k:str(sub(x,v)) for k,x in h.items() if not ("{" in x and not all(m in v for m in PAT.findall(x)))}
    url=URL(base+sub(st["url"],v),encoded=True)
    async with s.request(st.get("method","GET"),url,allow_redirects=st.get("follow",False),**kw) as r:
        body=await r.read(); return r.status,body,r
def extract(st,v,status,body,r,s):
    for k,rx in st.get("extract",{}).items():
        if rx.startswith("cookie:"):
            for c in s.cookie_jar:
                if c.key==rx[7:]: v[k]=c.value
        elif rx.startswith("b64:"):
            import base64; v[k]=base64.b64encode(str(sub(rx[4:],v)).encode()).decode()
        elif rx.startswith("json:"):
            x=json.loads(body)
            for part in rx[5:].split("."): x=x[int(part)] if part.isdigit() else x[part]
            v[k]=x
        else:
            m=re.search(rx,body.decode("utf-8","replace"))
            if not m: raise RuntimeError(f"extract {k} failed status {status}: {body[:300]!r}")
            v[k]=m.group(1)
async def login(cfg,u,base,rng):
    s=aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True,quote_cookie=False),connector=aiohttp.TCPConnector(limit=8),timeout=aiohttp.ClientTimeout(total=120))
    v=V(u); v["today"]=datetime.date.today().isoformat()
    for st in cfg.get("login",[]):
        status,body,r=await step(s,cfg,st,v,base)
        if status not in st.get("expect_status",[200,302,303]): raise RuntimeError(f"login {st['url']} -> {status} {body[:300]!r}")
        extract(st,v,status,body,r,s)
    return s,v
async def cell(cfg,sc,sessions,P,clients,secs,maxreq,seed,base):
    lat=[]; errs=[]; bytes_=[0]; end=time.perf_counter()+secs; cnt=[0]
    async def w(i):
        s,v0=sessions[i%len(sessions)]; rng=random.Random(seed*1000+i)
        while time.perf_counter()<end and cnt[0]<maxreq or (clients==1 and cnt[0]<3):
            cnt[0]+=1; v=V(v0); v["n"]=cnt[0]; v["uuid"]=str(uuid.uuid4())
            for k in ("kana","common","middle","rare","notes"): v[k.rstrip("s") if k=="notes" else k]=rng.choice(P[k])
            v["case"]=rng.choice(v0["cases"]) if v0.get("cases") else 1
            t=time.perf_counter(); ok=True
            try:
                for st in sc.get("steps",[sc]):
                    status,body,r=await step(s,cfg,st,v,base); bytes_[0]+=len(body)
                    extract(st,v,status,body,r,s)
                    if status not in st.get("expect_status",[200]) or ("expect" in st and sub(st["expect"],v).encode() not in body):
                        ok=False; errs.append((status,body[:200]))
            except Exception as e: ok=False; errs.append((0,repr(e)[:200]))
            if ok: lat.append(time.perf_counter()-t)
            elif len(errs)>50: return
    t0=time.perf_counter(); await asyncio.gather(*[w(i) for i in range(clients)]); el=time.perf_counter()-t0
    lat.sort(); q=lambda p: round(lat[min(len(lat)-1,int(len(lat)*p))]*1000,2) if lat else None
    return dict(n=len(lat),errors=len(errs),median_ms=q(.5),p95_ms=q(.95),min_ms=q(0),rps=round(len(lat)/el,2),kb=round(bytes_[0]/1024/max(1,len(lat)),1),err=str(errs[0])[:300] if errs else None)
async def main(a):
    cfg=json.load(open(a.config)); P=json.load(open(a.params)); base=a.base_url or cfg["base_url"]
    host=URL(base).host
    assert host in("127.0.0.1","localhost","::1"),"loopback only"
    SP=[int(x) for x in a.pids.split(",")] if a.pids else []; GP=[int(a.pgpid)] if a.pgpid else []
    out=open(a.out,"a") if a.out else None; C=[int(c) for c in a.clients.split(",")]; rng=random.Random(1)
    sets={"worker":P["users"],"city":P.get("city") or [dict(user_id=1981+i,username=f"u{1981+i:05d}",password="perf-pass-1",office_id=(1980+i)%300+1,cases=[c for u in P["users"] for c in u["cases"]]) for i in range(16)]}
    sess={}
    async def get(kind):
        if kind not in sess: sess[kind]=[await login(cfg,u,base,rng) for u in sets[kind][:max(C) if max(C)<a.sessions else a.sessions]]
        return sess[kind]
    names=a.only.split(",") if a.only else list(cfg["scenarios"])
    for name in names:
        if name not in cfg["scenarios"]: continue
        sc=cfg["scenarios"][name]; ss=await get(sc.get("as",cfg.get("users","worker")))
        await cell(cfg,sc,ss,P,1,1.0,3,99,base)       # warm-up
        base_lat=0
        for rep in range(a.repeats):
            for c in C:
                if (base_lat>800 and c>8) or (base_lat>3000 and c>1) or (base_lat>800 and rep>0): continue   # too slow to repeat
                k=calib(); c0,g0=cpu(SP),cpu(GP); r=await cell(cfg,sc,ss,P,c,sc.get("secs",a.secs),a.maxreq,rep*10+c,base); k=(k+calib())/2; c1,g1=cpu(SP),cpu(GP); m=max(1,r['n']+r['errors'])
                r=dict(system=a.label or cfg["name"],scenario=name,clients=c,rep=rep,calib_ms=round(k*1000,1),app_cpu_ms=round((c1-c0)*1000/m,2),db_cpu_ms=round((g1-g0)*1000/m,2),pss_mb=pss(SP) if a.pids else None,**r)
                if c==min(C): base_lat=r['median_ms'] or 1e9
                print(json.dumps(r,ensure_ascii=False),flush=True)
                if out: out.write(json.dumps(r,ensure_ascii=False)+"\n"); out.flush()
    for l in sess.values():
        for s,_ in l: await s.close()
ap=argparse.ArgumentParser(); A=ap.add_argument
A("config");A("--params",required=True);A("--clients",default="1,8,32");A("--secs",type=float,default=4);A("--repeats",type=int,default=2);A("--only");A("--pids",help="server pids (their trees): memory and CPU");A("--pgpid",help="PostgreSQL postmaster pid: CPU");A("--base-url");A("--out");A("--label");A("--maxreq",type=int,default=20000);A("--sessions",type=int,default=32)
if __name__=="__main__":
    try:
        import uvloop; uvloop.install()
    except ImportError: pass
    asyncio.run(main(ap.parse_args()))
