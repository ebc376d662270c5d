/** The report's own style sheet: system fonts, no network, light and dark. Contrast is at least 4.5 to 1. */
export const STYLE = `
:root{color-scheme:light dark;--ground:#fbfbf9;--card:#ffffff;--ink:#1d2329;--soft:#5a646e;--line:#dfe3e6;--accent:#0b5f8a;
--critical:#9b1c3b;--high:#b4400f;--medium:#8a6100;--low:#2b6a99;--info:#5a646e;--good:#1c6e43;--code:#f0f2f3}
@media (prefers-color-scheme:dark){:root:not([data-theme=light]){--ground:#14181c;--card:#1c2227;--ink:#e6e9eb;--soft:#9ba6b0;--line:#323b43;--accent:#6cbbe6;
--critical:#ff7d9c;--high:#ff9a66;--medium:#e8bd5a;--low:#7fbbe8;--info:#9ba6b0;--good:#6fce9a;--code:#262d33}}
:root[data-theme=dark]{--ground:#14181c;--card:#1c2227;--ink:#e6e9eb;--soft:#9ba6b0;--line:#323b43;--accent:#6cbbe6;
--critical:#ff7d9c;--high:#ff9a66;--medium:#e8bd5a;--low:#7fbbe8;--info:#9ba6b0;--good:#6fce9a;--code:#262d33}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:1080px;margin:0 auto;padding:28px 20px 80px}h1{font-size:26px;line-height:1.25;margin:0;overflow-wrap:anywhere}
h2{font-size:18px;margin:40px 0 12px}a{color:var(--accent)}.soft{color:var(--soft)}
header{display:flex;gap:16px;align-items:flex-start;justify-content:space-between;border-bottom:1px solid var(--line);padding-bottom:18px}
header p{margin:6px 0 0}.brand{font-weight:600;letter-spacing:.02em;color:var(--soft);margin:0 0 6px}
code{font:13px/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;background:var(--code);padding:1px 5px;border-radius:4px;overflow-wrap:anywhere}
button,input,select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--line);border-radius:6px;padding:6px 10px}
button{cursor:pointer}button[aria-pressed=true]{border-color:currentColor;box-shadow:inset 0 0 0 1px currentColor}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.verdict{margin:20px 0 0;padding:14px 18px;border-radius:8px;border:1px solid;border-left-width:6px;background:var(--card)}
.verdict strong{display:block;font-size:17px}.verdict.bad{border-color:var(--high)}.verdict.blind{border-color:var(--medium)}.verdict.good{border-color:var(--good)}
.severity{font-weight:600;font-size:13px;white-space:nowrap}.severity::before{content:"";display:inline-block;width:9px;height:9px;border-radius:2px;background:currentColor;margin-right:7px}
.critical{color:var(--critical)}.high{color:var(--high)}.medium{color:var(--medium)}.low{color:var(--low)}.info{color:var(--info)}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th{text-align:left;font-weight:600;font-size:13px;color:var(--soft)}
th,td{padding:7px 12px 7px 0;border-bottom:1px solid var(--line);vertical-align:top}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}td.zero{color:var(--line)}
.deeds{list-style:none;padding:0;margin:0;counter-reset:deed}.deeds li{counter-increment:deed;display:grid;grid-template-columns:34px 92px 1fr auto;gap:4px 10px;padding:10px 0;border-bottom:1px solid var(--line)}
.deeds li::before{content:counter(deed);color:var(--soft);text-align:right;font-variant-numeric:tabular-nums}.deeds .closes{color:var(--soft);font-size:13px;white-space:nowrap}
.deeds .why{grid-column:3/-1;color:var(--soft);font-size:13.5px}
.stack{display:flex;flex-direction:column-reverse;gap:3px;max-width:760px}
.layer{display:grid;grid-template-columns:1fr auto;gap:2px 14px;padding:9px 14px;background:var(--card);border:1px solid var(--line);border-radius:6px;border-left:6px solid var(--line)}
.layer.hit{border-left-color:currentColor}.layer.hit>*{color:var(--ink)}.layer .by{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;min-width:0}.layer .meta{grid-column:1/-1;color:var(--soft)!important;font-size:13px}
.bar{display:flex;flex-wrap:wrap;gap:8px;margin:0 0 12px;align-items:center}.bar input{flex:1 1 220px;min-width:0}
details{background:var(--card);border:1px solid var(--line);border-radius:8px;margin:0 0 8px}summary{cursor:pointer;padding:10px 14px;display:grid;grid-template-columns:92px 1fr auto;gap:10px;list-style:none}
summary::-webkit-details-marker{display:none}summary .room{color:var(--soft);font-size:13px}details>div{padding:0 14px 14px 116px}
details dl{display:grid;grid-template-columns:110px 1fr;gap:4px 12px;margin:0}dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;min-width:0}
ul.plain{list-style:none;padding:0;margin:0}ul.plain li{padding:3px 0;overflow-wrap:anywhere}
.status{white-space:nowrap;font-size:13px;font-weight:600}.status.complete{color:var(--good)}.status.partial,.status.unobservable{color:var(--medium)}.status.failed{color:var(--critical)}.status.notApplicable{color:var(--soft);font-weight:400}
[hidden]{display:none!important}
@media (max-width:640px){summary{grid-template-columns:1fr auto}summary .severity{grid-column:1/-1}details>div{padding-left:14px}details dl{grid-template-columns:1fr}.deeds li{grid-template-columns:26px 1fr}.deeds li>*{grid-column:2}.deeds li .severity{grid-column:2}header{flex-direction:column}}
@media print{.bar,header button{display:none}details>div{display:block}}
`;
