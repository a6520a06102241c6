#pragma once

namespace gloss::translate {

// The page's style sheet. Text in the hues has a contrast of 4.5 to 1 or more on both backgrounds.
inline constexpr const char* kStyle = R"(
:root{color-scheme:light dark;--paper:#fcfbf9;--ink:#1e1e20;--soft:#65656b;--rule:#e3e0da;
--hue0:#1f5fa8;--hue1:#ad441a;--hue2:#177048;--hue3:#7347a0;--hue4:#876000;--hue5:#a8285a;
--heat:92,156,230}
@media(prefers-color-scheme:dark){:root{--paper:#17171a;--ink:#e9e8e6;--soft:#a0a0a8;--rule:#323238;
--hue0:#76aeea;--hue1:#f0946b;--hue2:#63c497;--hue3:#bd9ae6;--hue4:#d8ad50;--hue5:#ef86ab;
--heat:47,111,185}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1280px;padding:2rem 1rem 3rem;background:var(--paper);color:var(--ink);
font:15px/1.5 system-ui,sans-serif}
h1{font-size:1.7rem;font-weight:600;letter-spacing:-.02em;margin:0 0 1.2rem}
h2{font-size:1.05rem;font-weight:600;margin:2.6rem 0 .9rem;padding-top:.7rem;
border-top:1px solid var(--rule)}
p,figure{margin:0}
p,h3,dd{overflow-wrap:anywhere}
p.soft{margin-bottom:1rem}
.soft,footer,figcaption,dt{color:var(--soft)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;font-variant-numeric:tabular-nums}
.facts th,.facts td{text-align:left;vertical-align:top;font-weight:400;padding:.22rem 1.6rem .22rem 0;
border-bottom:1px solid var(--rule)}
.facts td{max-width:24rem;overflow-wrap:break-word}
.facts thead th{font-weight:600;min-width:10.5rem;overflow-wrap:anywhere}
.facts tbody th{color:var(--soft);white-space:nowrap;position:sticky;left:0;background:var(--paper)}
.facts .differs th{color:var(--ink);font-weight:600}
.key{color:var(--hue);font-weight:600}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.6rem;margin-bottom:1rem}
.swatch{width:34px;height:12px;margin-right:.5em}
.charts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,330px),1fr));
gap:1.6rem 1.8rem}
figure{max-width:520px}
figcaption b{color:var(--ink);font-weight:600;margin-right:.4em}
figcaption{font-size:.9rem}
figure svg{display:block;width:100%;height:auto;overflow:visible}
svg text{font:11px system-ui,sans-serif;fill:var(--soft);font-variant-numeric:tabular-nums}
svg .end{text-anchor:end}
svg .middle{text-anchor:middle}
svg .label{fill:var(--hue);font-weight:600}
svg path{fill:none}
.grid{stroke:var(--rule)}
.axis{stroke:var(--soft)}
.line{stroke:var(--hue);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.thin{stroke-width:1.2;opacity:.85}
.leader{stroke:var(--hue);stroke-width:1;stroke-dasharray:1 3}
svg .mark{fill:var(--paper);stroke:var(--hue);stroke-width:1.5}
svg .mark:hover{fill:var(--hue)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,420px),1fr));
gap:1.8rem 2.4rem;align-items:start}
.cards>div{min-width:0}
.cards h3{font-size:1rem;font-weight:600;margin:0}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem .9rem;margin:.5rem 0 0}
dt{font-size:.9rem;text-align:right;font-variant-numeric:tabular-nums}
dd{margin:0}
.reference{font-style:italic}
.heat{margin-top:.7rem;font-size:12px;line-height:1}
.heat thead th{height:1px;vertical-align:bottom;padding:0 0 .4rem}
.heat thead span{writing-mode:vertical-rl;transform:rotate(180deg);white-space:nowrap;
display:inline-block}
.heat th{font-weight:400;white-space:nowrap}
.heat tbody th{text-align:right;padding-right:.5rem;position:sticky;left:0;background:var(--paper)}
.heat td{width:23px;min-width:23px;height:23px;padding:0;text-align:center;font-size:10px;
border:1px solid var(--rule);background:rgba(var(--heat),var(--w,0))}
.heat thead td{border:0}
.heat td:hover{outline:2px solid var(--ink)}
footer{margin-top:3rem;font-size:.9rem}
)";

}  // namespace gloss::translate
