/** What the sign-in and account pages need besides the look of every page. */
export const ACCOUNT_STYLE = `
h1+.card,h1+.done,h1+.alert{margin-top:16px}
.card>form:first-child>.field:first-of-type,.card>form[data-passkey]:first-child>.full{margin-top:0}
a.button{display:grid;place-items:center;min-height:52px;margin-top:20px;border:1.5px solid var(--brand);border-radius:10px;font-weight:600;text-decoration:none}a.button:hover{background:var(--soft)}
button[disabled]{border-color:var(--line);background:var(--page);color:var(--ink3);cursor:not-allowed}
.or{display:flex;align-items:center;gap:14px;color:var(--ink3);font-size:14px;margin:22px 0 0}.or::before,.or::after{content:"";flex:1;border-top:1px solid var(--line)}
[data-reason]:empty{display:none}[data-reason]{margin-top:8px}
.done{border:1px solid #A9D8C0;background:#E3F4EB;color:#0A5F3A;border-radius:10px;padding:12px 16px;margin-bottom:16px}
.things{list-style:none;margin:14px 0 0;padding:0;border-top:1px solid var(--line)}
.things>li{display:grid;grid-template-columns:minmax(0,1fr) auto;gap:4px 16px;align-items:center;padding:14px 0;border-bottom:1px solid var(--line)}
.things .name{font-weight:600;display:flex;gap:8px;flex-wrap:wrap;align-items:baseline}.things .sub{font-size:14px;color:var(--ink2);display:block;overflow-wrap:anywhere}
.things form{display:contents}.things details{grid-column:1/-1}
.things summary,.more summary{cursor:pointer;color:var(--brand);font-size:14px;min-height:32px;display:inline-flex;align-items:center;padding:4px 0}
.inline{display:flex;gap:10px;margin-top:8px;align-items:end}.inline .field{margin-top:0;flex:1;font-size:14px}
button.small{min-height:40px;padding:6px 14px;font-size:14px;white-space:nowrap}
button.risk{border-color:#A8231A;color:#A8231A}
table.log{width:100%;border-collapse:collapse;margin-top:12px;font-size:14px}.log th{text-align:left;font-weight:500;color:var(--ink3)}.log th,.log td{padding:9px 8px 9px 0;border-bottom:1px solid var(--line);vertical-align:top}
.back{display:inline-block;margin-bottom:10px}
@media(max-width:600px){.things>li{grid-template-columns:minmax(0,1fr)}.inline{flex-wrap:wrap}.log thead{position:absolute;left:-9999px}.log tr{display:grid;padding:9px 0;border-bottom:1px solid var(--line)}.log td{border:0;padding:0}}
@media(prefers-color-scheme:dark){
:root{color-scheme:dark;--brand:#8DB8FF;--deep:#B5D0FF;--soft:#16294A;--seal:#FF8A80;--ink:#E8EDF5;--ink2:#B4BFD0;--ink3:#98A5B9;--page:#0E141D;--card:#161E2A;--line:#2B3646;--ok:#6FD3A3;--warn:#F0C16B;--warnbg:#3A2C0E;--badbg:#3B1714}
.bar,.people,.row,.facts,button{background:var(--card)}
button.go{background:#0A4FB3;border-color:#0A4FB3;color:#fff}button.go:hover{background:#0A3D91}button[disabled],button.go[disabled]{background:var(--page);border-color:var(--line);color:var(--ink3)}
button.risk{border-color:#FF9D94;color:#FF9D94}button.link{background:none}
input[type=text],input[type=search],input[type=password]{background:#0E141D;border-color:#6B7A90;color:var(--ink)}
.tag{background:#263142;color:var(--ink2)}.tag.ok{background:#12372A;color:#7FDCB0}code{background:#263142}
.alert{background:var(--badbg);border-color:#7A3029;color:#FFB4AC}.done{background:#12372A;border-color:#2B6B4F;color:#9BE5C2}
.people button:hover,.row:hover{background:#1B2636}
}
`;
