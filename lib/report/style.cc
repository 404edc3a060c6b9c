// The style sheet. The series colours are the palette of Okabe and Ito (2008), made for readers
// with any form of colour vision, darkened or lightened a little for contrast on each ground; no
// meaning is carried by colour alone. Paper is always light. What is wider than the screen scrolls
// by itself and has a shade at the edge behind which there is more.
#include "report/style.h"

namespace uniselector::report {

std::string_view style_sheet() {
  return R"css(
:root{--ground:#fff;--card:#fff;--ink:#1b1f24;--soft:#57606a;--faint:#d8dee4;--hair:#eaeef2;
--k0:#8c959f;--k1:#0072b2;--k2:#d55e00;--k3:#009e73;--k4:#b5569b;--k5:#e69f00;--k6:#56b4e9;
--good:#00694c;--bad:#a84a00;--tint:#f6f8fa}
@media (prefers-color-scheme:dark){@media screen{
:root{--ground:#14171a;--card:#14171a;--ink:#e8ebee;--soft:#a0a8b1;--faint:#3a424b;--hair:#262c33;
--k0:#7d8791;--k1:#4da6dd;--k2:#f0853a;--k3:#2fc39a;--k4:#dd8fc6;--k5:#f2bb4a;--k6:#8bccf5;
--good:#4fd0aa;--bad:#f59a5b;--tint:#1c2126}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:1000px;margin:0 auto;padding:36px 24px 48px}
h1{font-size:27px;line-height:1.2;margin:0;letter-spacing:-.01em}
.kind{margin:4px 0 0;color:var(--soft)}
.lead{font-size:19px;line-height:1.45;margin:22px 0 20px;max-width:46em}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(138px,1fr));
border-top:1px solid var(--faint);border-bottom:1px solid var(--faint);margin:0 0 12px;padding:0}
.tile{padding:14px 14px 14px 0}
.tile dt{color:var(--soft);font-size:13px}
.tile dd{margin:0}
.tile .value{font-size:29px;line-height:1.2;font-weight:600;letter-spacing:-.02em;
font-variant-numeric:tabular-nums}
.tile .more{font-size:13px;color:var(--soft)}
.good{color:var(--good)!important}.bad{color:var(--bad)!important}
section{margin-top:44px}
h2{font-size:19px;line-height:1.3;margin:0;text-wrap:balance}
.what{margin:3px 0 10px;color:var(--soft);font-size:14px;max-width:60em}
.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,420px),1fr));gap:0 36px}
.scroll{overflow-x:auto;
background:linear-gradient(to left,var(--ground) 40%,transparent) right/40px 100% no-repeat local,
linear-gradient(to left,var(--faint),transparent) right/16px 100% no-repeat scroll}
svg{display:block;width:100%;height:auto;font:12px system-ui,-apple-system,"Segoe UI",Roboto,
"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums}
svg.wide{min-width:640px}
svg text{fill:var(--soft)}
svg .name{fill:var(--ink)}svg .figure{fill:var(--ink)}svg .head{fill:var(--ink);font-weight:600}
.grid{stroke:var(--hair);stroke-width:1}.axis{stroke:var(--k0);stroke-width:1}
.mark{stroke:var(--ink);stroke-width:1;stroke-dasharray:3 3}
.goal{stroke:var(--ink);stroke-width:2}
.track{fill:var(--hair)}
.halo{stroke:var(--card);stroke-width:4;stroke-linejoin:round;paint-order:stroke}
.line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.thin{fill:none;stroke-width:1}
.span{stroke-width:2;stroke:var(--faint)}
.dot{stroke:var(--card);stroke-width:1.5}
.k0{fill:var(--k0)}.k1{fill:var(--k1)}.k2{fill:var(--k2)}.k3{fill:var(--k3)}.k4{fill:var(--k4)}
.k5{fill:var(--k5)}.k6{fill:var(--k6)}
.l0{stroke:var(--k0)}.l1{stroke:var(--k1)}.l2{stroke:var(--k2)}.l3{stroke:var(--k3)}
.l4{stroke:var(--k4)}.l5{stroke:var(--k5)}.l6{stroke:var(--k6)}
table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding-bottom:6px}
th,td{padding:6px 0 6px 14px;text-align:left;border-bottom:1px solid var(--hair);font-weight:400;
white-space:nowrap}
th:first-child,td:first-child{padding-left:0}
thead th{color:var(--soft);font-size:12.5px;line-height:1.3;vertical-align:bottom;
border-bottom:1px solid var(--k0)}
th small{font-weight:400}
.fig{text-align:right}
table.few{width:auto}table.few th,table.few td{padding-left:40px}
table.few th:first-child{padding-left:0}
tr.total th,tr.total td{font-weight:600;border-top:1px solid var(--k0);border-bottom:0}
details{margin-top:12px}summary{cursor:pointer;color:var(--soft);font-size:14px}
.notes{color:var(--soft);font-size:13px;margin-top:48px;border-top:1px solid var(--faint);
padding-top:14px}
.notes p{margin:4px 0}code{font:12.5px ui-monospace,Menlo,Consolas,monospace;
background:var(--tint);padding:1px 5px;border-radius:3px;overflow-wrap:anywhere}
@media (max-width:640px){table.few th,table.few td{padding-left:20px}}
@media print{main{max-width:none;padding:0}section{break-inside:avoid;margin-top:28px}
body{font-size:11pt}table{font-size:8pt}th,td{padding-left:7px}
.tiles{grid-template-columns:repeat(auto-fit,minmax(92px,1fr))}.tile .value{font-size:17pt}
.pair{grid-template-columns:1fr 1fr}.scroll{overflow:visible;background:none}
details::details-content{content-visibility:visible}svg.wide{min-width:0}}
)css";
}

}  // namespace uniselector::report
