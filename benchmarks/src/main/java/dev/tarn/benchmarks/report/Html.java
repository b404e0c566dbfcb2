package dev.tarn.benchmarks.report;

/** What stands in a page beside the figures. */
final class Html {
    static final String STYLE = """
            :root{color-scheme:light dark;--ink:#1c2430;--soft:#667;--own:#0b7a75;--peer:#9aa7b5;--limit:#d9c9a3;--paper:#fff;--line:#dde2e8}
            @media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9ab;--own:#35b8b0;--peer:#5b6b7b;--limit:#6d5f3c;--paper:#12171d;--line:#2a333d}}
            body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:1180px;margin:2rem auto;padding:0 1rem}
            h1{font-size:1.7rem}h2{margin-top:2.5rem;border-top:1px solid var(--line);padding-top:1rem}h3{font-size:1rem;margin:1.2rem 0 .3rem}
            table{border-collapse:collapse;font-size:13px;display:block;overflow-x:auto}td,th{padding:.25rem .6rem;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
            a{color:inherit}td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}.soft{color:var(--soft)}
            .grid{display:flex;flex-wrap:wrap;gap:1rem}.grid figure{margin:0;flex:1 1 540px;min-width:0}figcaption{font-size:13px;color:var(--soft)}
            svg{max-width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:var(--ink)}text.name{text-anchor:end}text.place{text-anchor:middle}
            text.own{fill:var(--own);font-weight:600}rect.own{fill:var(--own)}rect.peer{fill:var(--peer)}rect.limit{fill:var(--limit)}
            line.spread{stroke:var(--ink);stroke-width:1.5}line.grid{stroke:var(--line)}
            .curve{fill:none;stroke-width:1.8;stroke:var(--peer)}.curve.own{stroke:var(--own);stroke-width:2.6}circle.own{fill:var(--own)}circle.peer{fill:var(--peer)}
            .curve.peer.color1{stroke-dasharray:6 3}.curve.peer.color2{stroke-dasharray:2 3}.curve.peer.color3{stroke-dasharray:8 2 2 2}
            .good{color:var(--own);font-weight:600}.bad{color:#b3372f;font-weight:600}
            """;

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Turns the only mark-up that verdicts have, bold, into tags. */
    static String verdict(String text) {
        return escape(text).replaceAll("\\*\\*(.+?)\\*\\*", "<b class=\"bad\">$1</b>");
    }
}
