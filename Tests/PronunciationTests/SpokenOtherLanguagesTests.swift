import Pronunciation
import Testing

struct SpokenOtherLanguagesTests {
  private func check(_ language: String, _ table: String) {
    let spoken = SpokenForm(language: language, currencyCode: "EUR")
    for line in table.split(separator: "\n") {
      let sides = line.split(separator: "=", maxSplits: 1).map { $0.trimmingPrefix(" ") }
      guard sides.count == 2 else { continue }
      var written = String(sides[0])
      while written.hasSuffix(" ") { written.removeLast() }
      #expect(spoken(written) == sides[1], "\(written)")
    }
  }

  @Test func german() {
    check(
      "de-DE",
      """
      3,49 € = drei Euro neunundvierzig
      €3,49 = drei Euro neunundvierzig
      0,99 € = neunundneunzig Cent
      1 € = ein Euro
      1.299,00 € = tausendzweihundertneunundneunzig Euro
      12,50 EUR = zwölf Euro fünfzig
      1,5 L = eineinhalb Liter
      1 L = ein Liter
      0,5 L = ein halber Liter
      250 g = zweihundertfünfzig Gramm
      101 = hunderteins
      21 = einundzwanzig
      20 % = zwanzig Prozent
      3,14 = drei Komma eins vier
      10:00–19:00 Uhr = zehn bis neunzehn Uhr
      9:30 Uhr = neun Uhr dreißig
      10 Uhr = zehn Uhr
      am 24. Dezember = am vierundzwanzigsten Dezember
      31.12.2025 = einunddreißigster Dezember zweitausendfünfundzwanzig
      seit 1999 = seit neunzehnhundertneunundneunzig
      Mo–Fr = Montag bis Freitag
      ca. 5 kg = circa fünf Kilogramm
      z.B. Äpfel = zum Beispiel Äpfel
      3/4 = drei Viertel
      2–3 = zwei bis drei
      -5 °C = minus fünf Grad Celsius
      1.000.000 = eine Million
      """)
  }

  @Test func french() {
    check(
      "fr-FR",
      """
      3,49 € = trois euros quarante-neuf
      0,99 € = quatre-vingt-dix-neuf centimes
      1 € = un euro
      80 € = quatre-vingts euros
      71 = soixante et onze
      21 = vingt et un
      200 = deux cents
      1999 = mille neuf cent quatre-vingt-dix-neuf
      1,5 L = un litre et demi
      0,5 L = un demi-litre
      20 % = vingt pour cent
      10h30 = dix heures trente
      10:00–19:00 = dix heures à dix-neuf heures
      31/12/2025 = trente et un décembre deux mille vingt-cinq
      1er = premier
      3,14 = trois virgule un quatre
      1 299,00 € = mille deux cent quatre-vingt-dix-neuf euros
      """)
  }

  @Test func spanish() {
    check(
      "es-ES",
      """
      3,49 € = tres euros con cuarenta y nueve
      0,99 € = noventa y nueve céntimos
      1 € = un euro
      21 € = veintiún euros
      31 = treinta y uno
      100 = cien
      500 = quinientos
      1.234 = mil doscientos treinta y cuatro
      1,5 L = un litro y medio
      0,5 L = medio litro
      20 % = veinte por ciento
      10:00–19:00 = diez a diecinueve horas
      31/12/2025 = treinta y uno de diciembre de dos mil veinticinco
      3,14 = tres coma uno cuatro
      ¿Cuánto cuesta? = Cuánto cuesta?
      """)
  }
}
