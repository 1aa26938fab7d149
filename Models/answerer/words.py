"""Writes Sources/Clerk/Writing/WriterWords.swift: the words that the answerer may say, and those it knows of questions."""

import re
import textwrap

import data
import frames


def asked():
    words = set()
    for source in (frames.ASK_PRICE, frames.ASK_STOCK, frames.ASK_PLACE, frames.ASK_OTHER) + tuple(f[1] for f in frames.FRAMES):
        words |= {w for line in source.split("\n") for w in re.findall(r"[a-z]+(?:'[a-z]+)?", re.sub(r"^\w+: ", "", line))}
    return sorted(words)


def write(path):
    block = lambda words: textwrap.indent("\n".join(textwrap.wrap(" ".join(words), 112)), "    ")  # noqa: E731
    said, drafted, kept, known = data.lexicon()
    path.write_text(f'''/// The words of the answerer; Models/answerer/words.py writes them from its frames.
package enum WriterWords {{
  /// All that it may say besides what stands in the facts.
  package static let said = Set(
    """
{block(said)}
    """.split(whereSeparator: \\.isWhitespace).map(String.init))

  /// Words of the rules that it knows; others are the shop's.
  package static let drafted = Set(
    """
{block(drafted)}
    """.split(whereSeparator: \\.isWhitespace).map(String.init))

  /// Those that must be said as often as the rules say them.
  package static let kept = Set(
    """
{block(kept)}
    """.split(whereSeparator: \\.isWhitespace).map(String.init))

  /// What may follow what: words, kinds of pointers ("<n>") and marks; "^" is the beginning.
  package static let pairs = Set(
    """
{block(known)}
    """.split(whereSeparator: \\.isWhitespace).map(String.init))

  /// What it knows of questions.
  package static let asked = Set(
    """
{block(asked())}
    """.split(whereSeparator: \\.isWhitespace).map(String.init))
}}
''')
