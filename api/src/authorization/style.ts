/** The look of every page: calm tax blue, one point of seal red, the system's own Chinese type, lines rather than shadows. */
export const STYLE = `
:root{--brand:#0A4FB3;--deep:#0A3D91;--soft:#E8F0FC;--seal:#C22A1F;--ink:#142033;--ink2:#46546A;--ink3:#5F6D83;--page:#F5F7FA;--card:#fff;--line:#E1E7EF;--ok:#0D7A4B;--warn:#8F5A00;--warnbg:#FFF4DE;--badbg:#FDECEA;--bad:#A8231A;--bar:#fff;--chosen:#F6F9FE;--off:#F7F8FA;--chip:#EEF1F6;--okbg:#E3F4EB;--sensline:#F0C9C4;--senscard:#FFFBFA;--pill:#C9D3E1;--on:#fff}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.7 -apple-system,BlinkMacSystemFont,"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",system-ui,sans-serif;font-variant-numeric:tabular-nums;text-wrap:pretty;text-spacing-trim:trim-start}
a{color:var(--brand);text-underline-offset:3px}
h1,h2,h3{font-weight:650;line-height:1.35;margin:0;text-wrap:balance}
h1{font-size:28px}h2{font-size:20px}
p{margin:0}
:focus-visible{outline:3px solid var(--brand);outline-offset:2px;border-radius:6px}
main:focus{outline:0}
.skip{position:absolute;left:-9999px}.skip:focus{left:16px;top:12px;background:var(--card);padding:8px 16px;z-index:2;border-radius:8px}
.bar{background:var(--bar);border-bottom:1px solid var(--line)}
.bar-in{max-width:1080px;margin:0 auto;padding:0 24px;height:60px;display:flex;align-items:center;gap:14px}
.env{min-width:0;overflow:hidden}
.brand{display:flex;align-items:center;gap:10px;font-weight:650;font-size:16px;white-space:nowrap}
.mark{width:30px;height:30px;flex:none}
.env{font-size:13px;color:var(--ink2);display:flex;gap:8px;align-items:center}
.env b{font-weight:600;color:var(--warn);background:var(--warnbg);border-radius:6px;padding:2px 9px;white-space:nowrap}
.lang{margin-left:auto;font-size:14px;padding:10px 4px;white-space:nowrap;text-decoration:none}.lang:hover{text-decoration:underline}
main{max-width:1080px;margin:0 auto;padding:32px 24px 24px}
.foot{max-width:1080px;margin:0 auto;padding:8px 24px 40px;font-size:13px;color:var(--ink3)}
.narrow{max-width:640px;margin:0 auto}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:24px}
.card+.card{margin-top:16px}
.card>h2{display:flex;align-items:baseline;gap:10px;flex-wrap:wrap}
.hint{color:var(--ink2);font-size:14px}
.card>.hint{margin-top:4px}
.split{display:grid;grid-template:"main rail" auto "end rail" 1fr/minmax(0,1fr) 312px;gap:0 24px;align-items:start;margin-top:24px}
.main{grid-area:main}.rail{grid-area:rail}.end{grid-area:end}
legend+.hint{margin-top:4px}
h1+.hint{margin-top:8px}.hint+.card{margin-top:20px}.acts>:only-child{grid-column:1/-1}
.ask{display:flex;gap:20px;align-items:center}
.glyph{width:72px;height:72px;border-radius:16px;flex:none;display:grid;place-items:center;color:#fff;background:linear-gradient(160deg,#1C63C9,#0B3579);font:700 38px/1 "Songti SC","Noto Serif CJK SC","Noto Serif SC",SimSun,serif}
.ask h1{font-size:26px}
.ask .vendor{margin-top:6px;color:var(--ink2);font-size:15px;display:flex;gap:6px 10px;flex-wrap:wrap;align-items:center}
.tag{display:inline-block;font-size:12.5px;line-height:1.5;border-radius:6px;padding:1px 8px;background:var(--chip);color:var(--ink2);white-space:nowrap;font-weight:500}
.tag.ok{background:var(--okbg);color:var(--ok)}.tag.write{background:var(--warnbg);color:var(--warn)}.tag.must{background:var(--soft);color:var(--deep)}.tag.sens{background:var(--badbg);color:var(--bad)}
.facts{display:grid;grid-template-columns:repeat(3,1fr);margin:22px 0 0;padding:0;border-top:1px solid var(--line);border-bottom:1px solid var(--line);background:var(--card)}
.facts div{padding:14px 20px}.facts div+div{border-left:1px solid var(--line)}
.facts dt{font-size:13px;color:var(--ink3)}.facts dd{margin:2px 0 0;font-weight:600}
fieldset{border:0;margin:0;padding:0;min-width:0}
legend{padding:0;font-size:20px;font-weight:650;line-height:1.35}
.rows{margin-top:14px;display:grid;gap:10px}
.row{display:grid;grid-template-columns:28px minmax(0,1fr) auto;gap:4px 12px;align-items:start;border:1px solid var(--line);border-radius:10px;padding:14px 16px;position:relative;background:var(--card);cursor:pointer}
.row:hover{border-color:#B9CDEE}
.row:has(input:checked){border-color:var(--brand);background:var(--chosen)}
.row:has(input:disabled){background:var(--off);cursor:default;border-color:var(--line)}
.row:has(input:focus-visible){outline:3px solid var(--brand);outline-offset:2px}
.row input{width:20px;height:20px;margin:3px 0 0;accent-color:var(--brand);outline:0}
.row .name{font-weight:600;display:block}.row .sub{font-size:14px;color:var(--ink2);display:block}
.row:has(input:disabled) .name{color:var(--ink2)}
.row .tags{display:flex;gap:6px;flex-wrap:wrap;justify-content:flex-end;max-width:190px;padding-top:2px}
.row .why{grid-column:2/-1;font-size:14px;color:var(--bad)}
.row:has(input:disabled) .why{color:var(--ink2)}
.item{border:1px solid var(--line);border-radius:10px;background:var(--card)}
.item:hover{border-color:#B9CDEE}.item:has(.row input:checked){border-color:var(--brand);background:var(--chosen)}
.item:has(.row input:focus-visible){outline:3px solid var(--brand);outline-offset:2px}
.item .row,.item .row:hover,.item .row:has(input:checked),.item .row:has(input:disabled){border:0;outline:0;background:none}
.item:has(input:disabled){background:var(--off);border-color:var(--line)}
.exact{margin:-4px 16px 14px 56px;font-size:14px}
.exact summary{cursor:pointer;color:var(--brand);min-height:32px;display:inline-flex;align-items:center}
.exact .group{font-weight:600;margin-top:12px}.exact .group code{font-size:13px}.exact .tag{white-space:normal}.facts dd::first-letter{text-transform:uppercase}
.fields{margin:6px 0 0;border-top:1px solid var(--line)}
.fields div{display:grid;grid-template-columns:minmax(92px,30%) minmax(0,1fr);gap:4px 12px;padding:6px 0;border-bottom:1px solid var(--line)}
.fields dd{margin:0;color:var(--ink2)}.fields code{background:none;padding:0}.does{margin:6px 0 0;padding-left:20px}
.runs{margin-top:10px;color:var(--ink2);overflow-wrap:anywhere}
.apart{border-color:var(--sensline);background:var(--senscard)}
.passkey button{margin-top:14px;min-height:46px}
.row .ask-first,.row:has(input:disabled) .ask-first{color:var(--warn)}
.facts.stacked{grid-template-columns:1fr;margin:18px 0}.facts.stacked div{padding:10px 2px;display:flex;justify-content:space-between;gap:16px}.facts.stacked div+div{border-left:0;border-top:1px solid var(--line)}.facts.stacked dd{margin:0;text-align:right}
.plain{grid-template-columns:minmax(0,1fr) auto;cursor:default}.plain:hover{border-color:var(--line)}
.pills{display:flex;gap:10px;flex-wrap:wrap;margin-top:14px}
.pill{position:relative}
.pill input{position:absolute;inset:0;width:100%;height:100%;margin:0;opacity:0;cursor:pointer}
.pill span{display:grid;place-items:center;min-height:44px;padding:0 18px;border:1px solid var(--pill);border-radius:10px;background:var(--card);font-weight:550}
.pill input:checked+span{border-color:var(--brand);background:var(--soft);color:var(--deep);box-shadow:inset 0 0 0 1px var(--brand)}
.pill input:focus-visible+span{outline:3px solid var(--brand);outline-offset:2px}
.acts{display:grid;grid-template-columns:1fr 1fr;gap:14px;margin-top:20px}
button{font:inherit;font-weight:600;min-height:52px;border-radius:10px;border:1.5px solid var(--brand);cursor:pointer;padding:10px 18px;background:var(--card);color:var(--brand)}
button.go{background:var(--brand);color:var(--on)}button.go:hover{background:var(--deep)}button.no:hover{background:var(--soft)}
button.link{min-height:32px;border:0;background:none;padding:4px 0;text-decoration:underline;text-underline-offset:3px;font-weight:500}
.fine{font-size:13px;color:var(--ink3);margin-top:14px;overflow-wrap:anywhere}
.alert{border:1px solid #F0B8B2;background:var(--badbg);color:var(--bad);border-radius:10px;padding:12px 16px;margin-bottom:16px}
.alert ul{margin:4px 0 0;padding-left:20px}
.rail .card{padding:20px}.rail h2{font-size:16px}
.list{list-style:none;margin:12px 0 0;padding:0;display:grid;gap:10px;font-size:15px;color:var(--ink2)}
.list li{display:grid;grid-template-columns:20px 1fr;gap:8px;line-height:1.55}
.list.long{gap:6px;font-size:14px}.rail .hint{margin-top:4px}.list .yes{color:var(--ok)}
.list svg{width:18px;height:18px;margin-top:3px}
.people{list-style:none;margin:16px 0 0;padding:0;border:1px solid var(--line);border-radius:12px;overflow:hidden;background:var(--card)}
.people li+li{border-top:1px solid var(--line)}
.people button{display:grid;grid-template-columns:44px minmax(0,1fr) auto;gap:14px;align-items:center;width:100%;text-align:left;border:0;border-radius:0;padding:14px 18px;color:var(--ink);font-weight:400;min-height:72px}
.people button:hover{background:var(--chosen)}.people button:focus-visible{outline-offset:-3px}
.ava{width:44px;height:44px;border-radius:50%;display:grid;place-items:center;background:var(--soft);color:var(--deep);font-weight:650;font-size:18px}
.people .name{font-weight:600;display:block}.people .sub{font-size:14px;color:var(--ink2);display:block}
.go-in{color:var(--brand);font-size:14px;font-weight:550;white-space:nowrap}
.search{display:flex;gap:10px;margin-top:18px}
.field{display:grid;gap:6px;margin-top:16px;font-weight:550}
input[type=text],input[type=search],input[type=password]{font:inherit;font-weight:400;min-height:46px;border:1px solid #8A97AA;border-radius:10px;padding:0 14px;width:100%;background:var(--card);color:var(--ink)}
.search button{min-height:46px;padding:0 20px;white-space:nowrap}
.full{width:100%;margin-top:20px}
code{font:14px/1.6 ui-monospace,SFMono-Regular,Menlo,monospace;background:var(--chip);border-radius:5px;padding:1px 6px;overflow-wrap:anywhere}
.steps{margin:14px 0 0;padding-left:22px;color:var(--ink2)}
@media(max-width:860px){.split{grid-template:"main" "rail" "end"/minmax(0,1fr)}.rail{margin-top:16px}}
@media(max-width:600px){.exact{margin-left:16px}main{padding:20px 16px 16px}.bar-in{padding:0 16px;gap:10px}.foot{padding:8px 16px 32px}.wide{display:none}h1,.ask h1{font-size:22px}.ask{align-items:flex-start;gap:14px}.glyph{width:56px;height:56px;border-radius:13px;font-size:29px}.card{padding:18px 16px}.facts{grid-template-columns:1fr}.facts div{padding:10px 2px;display:flex;justify-content:space-between;gap:16px}.facts div+div{border-left:0;border-top:1px solid var(--line)}.facts dt{white-space:nowrap}.facts dd{margin:0;text-align:right}.row{grid-template-columns:26px minmax(0,1fr);padding:13px 14px}.row .tags{grid-column:2;justify-content:flex-start;max-width:none}.row.plain{grid-template-columns:minmax(0,1fr)}.row.plain .tags{grid-column:1}.people button{padding:12px 14px;gap:12px}.go-in{display:none}.people button{grid-template-columns:44px minmax(0,1fr)}}
@media(prefers-reduced-motion:no-preference){button,.row{transition:background .12s,border-color .12s}}
@media(prefers-color-scheme:dark){
:root{color-scheme:dark;--brand:#8DB8FF;--deep:#B5D0FF;--soft:#16294A;--seal:#FF8A80;--ink:#E8EDF5;--ink2:#B4BFD0;--ink3:#98A5B9;--page:#0E141D;--card:#161E2A;--line:#2B3646;--ok:#6FD3A3;--warn:#F0C16B;--warnbg:#3A2C0E;--badbg:#3B1714;--bad:#FF9D93;--bar:#121925;--chosen:#14233D;--off:#131A25;--chip:#243041;--okbg:#12352A;--sensline:#5B2F2C;--senscard:#1E1819;--pill:#3B4A60;--on:#0B1930}
.alert{border-color:#7A2F29;color:#FFC2BB}.item:hover,.row:hover{border-color:#46618F}
}
@media print{.acts,.skip,.lang{display:none}}
`;
