/// The one style sheet: no scripts, no fonts from elsewhere, dark where the reader's screen is.
enum Style {
  /// A speech bubble.
  static let icon = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#1f6f63" d="M6 4h20a4 4 0 0 1 4 4v11a4 4 0 0 \
    1-4 4H15l-8 6v-6H6a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4z"/></svg>
    """

  static let sheet = """
    :root{--ink:#1c1b19;--soft:#6b6760;--paper:#faf8f4;--card:#fff;--line:#ded9cf;--full:#1f6f63;--pale:#bfd9d4;\
    --bad:#9d2b22;--badbg:#fbe9e6;--good:#1f6f63;--goodbg:#e4f2ef;color-scheme:light dark}
    @media(prefers-color-scheme:dark){:root{--ink:#ece8e1;--soft:#a49e94;--paper:#191816;--card:#23211e;--line:#3b3833;\
    --full:#62b8a9;--pale:#2f4f4a;--bad:#f1968c;--badbg:#3a211e;--good:#8fd3c6;--goodbg:#1e332f}}
    *{box-sizing:border-box}
    body{margin:0;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
    header{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;padding:.6rem 1rem;border-bottom:1px solid \
    var(--line);background:var(--card)}
    nav{display:flex;flex-wrap:wrap;gap:.1rem .25rem;flex:1 1 20rem;max-width:100%}
    nav a{padding:.5rem .6rem;border-radius:.4rem;text-decoration:none;color:var(--ink);white-space:nowrap}
    nav a[aria-current]{background:var(--goodbg);color:var(--good);font-weight:600}
    main{max-width:64rem;margin:0 auto;padding:1rem}
    main.narrow{max-width:24rem;padding-top:10vh}
    h1{font-size:1.5rem;margin:.2rem 0 1rem}h2{font-size:1.1rem;margin:0 0 .6rem}
    a{color:var(--good)}
    section{background:var(--card);border:1px solid var(--line);border-radius:.6rem;padding:1rem;margin:0 0 1rem}
    .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:1rem}
    .figures div strong{display:block;font-size:1.7rem;line-height:1.2}
    .figures div span,.soft{color:var(--soft);font-size:.9rem}
    .two{display:grid;grid-template-columns:repeat(auto-fit,minmax(18rem,1fr));gap:1rem}
    .two section{margin:0}.two{margin-bottom:1rem}
    table{border-collapse:collapse;width:100%}
    .scroll{overflow-x:auto}
    td,th{text-align:left;padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line);vertical-align:top}
    th{color:var(--soft);font-weight:500;font-size:.9rem}
    .number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
    .ranking .bar{width:40%;min-width:5rem}.ranking svg{width:100%;height:.7rem;display:block;margin-top:.35rem}
    .chart{width:100%;max-width:46rem;height:auto;display:block}
    .chart text{font-size:11px;text-anchor:middle;fill:var(--soft)}.chart text.figure{fill:var(--ink)}
    .chart line{stroke:var(--line)}.full{fill:var(--full)}.pale{fill:var(--pale)}
    label{display:block;margin:.6rem 0 .2rem;font-size:.9rem;color:var(--soft)}
    input,select,textarea{font:inherit;width:100%;padding:.55rem;border:1px solid var(--line);border-radius:.4rem;\
    background:var(--paper);color:var(--ink)}
    textarea{min-height:4.5rem}
    button{font:inherit;padding:.6rem 1rem;border:0;border-radius:.4rem;background:var(--full);color:var(--paper);\
    cursor:pointer;min-height:2.75rem}
    button.plain{background:none;color:var(--good);padding:.3rem .4rem;min-height:2.2rem}
    .row{display:flex;flex-wrap:wrap;gap:.6rem;align-items:end}.row>*{flex:1 1 9rem}.row button{flex:0 0 auto}
    .notice{background:var(--goodbg);color:var(--good);padding:.7rem 1rem;border-radius:.4rem}
    .problem{background:var(--badbg);color:var(--bad);padding:.7rem 1rem;border-radius:.4rem;white-space:pre-line}
    .bad{color:var(--bad)}
    .tabs a{display:inline-block;white-space:nowrap;margin-right:.8rem;padding:.2rem 0}.tabs a[aria-current]{font-weight:600;text-decoration:none;color:var(--ink)}
    pre{overflow-x:auto;background:var(--paper);padding:.7rem;border:1px solid var(--line);border-radius:.4rem}
    details{margin:.4rem 0}summary{cursor:pointer;padding:.3rem 0}
    blockquote{margin:.2rem 0;color:var(--soft)}
    """
}
