/// Words of shops that espeak-ng's English rules say wrong, mostly borrowed ones, as American shoppers say them.
enum EnglishLexicon {
  static let words: [String: [Phoneme]] = {
    var words: [String: [Phoneme]] = [:]
    for line in list.split(separator: "\n") {
      for entry in line.split(separator: ",") {
        let parts = entry.split(separator: " ")
        if parts.count == 2 { words[String(parts[0])] = PhonemeTable.parse(parts[1]) }
      }
    }
    // Their plurals, so that "gnocchis" is not read by rule again.
    let voiceless = Set(["p", "t", "k", "f", "θ"].flatMap { PhonemeTable.parse($0) })
    for (word, sounds) in words where !word.hasSuffix("s") && words[word + "s"] == nil {
      guard let last = sounds.last else { continue }
      words[word + "s"] = sounds + PhonemeTable.parse(voiceless.contains(last) ? "s" : "z")
    }
    return words
  }()

  private static let list = """
    quinoa kiːnwɑː, gnocchi noʊki, focaccia foʊkɑːtʃə, prosciutto pɹoʊʃuːɾoʊ, bruschetta bɹuːskɛɾə
    croissant kɹəsɑːnt, acai ɑːsaiiː, açaí ɑːsaiiː, bouillon buːljɑːn, ceviche səviːtʃeɪ, charcuterie ʃɑːɹkuːtəɹi
    ciabatta tʃəbɑːɾə, edamame ɛdəmɑːmeɪ, endive ɛndaɪv, gyro jiːɹoʊ, haricot hæɹikoʊ, jicama hiːkəmə
    kefir kəfɪɹ, mascarpone mæskɑːɹpoʊni, niçoise niːswɑːz, nicoise niːswɑːz, pho fʌ, poke poʊkeɪ
    radicchio ɹədiːkioʊ, sriracha sɹɪɹɑːtʃə, tagliatelle tɑːljətɛli, tzatziki tsɑːtsiːki, macchiato mɑːkiɑːɾoʊ
    matcha mɑːtʃə, turmeric tɜːməɹɪk, frappe fɹæpeɪ, frappé fɹæpeɪ, camembert kæməmbɛɹ, halloumi həluːmi
    gruyere ɡɹuːjɛɹ, gruyère ɡɹuːjɛɹ, gouda ɡuːdə, provolone pɹoʊvəloʊni, feta fɛɾə, miso miːsoʊ, udon uːdɑːn
    kimchi kɪmtʃi, gochujang ɡoʊtʃuːdʒɑːŋ, shiitake ʃiːtɑːki, portobello pɔːɹɾəbɛloʊ, arugula əɹuːɡələ
    satsuma sætsuːmə, shiraz ʃɪɹɑːz, syrah sɪɹɑː, sauvignon soʊvinjoʊn, rioja ɹioʊhɑː, chablis ʃæbliː
    cachaça kəʃɑːsə, cachaca kəʃɑːsə, cointreau kwɑːntɹoʊ, bordeaux bɔːɹdoʊ, tempeh tɛmpeɪ, manchego mɑːntʃeɪɡoʊ
    chorizo tʃəɹiːzoʊ, jalapeno hɑːləpeɪnjoʊ, jalapeño hɑːləpeɪnjoʊ, habanero hɑːbənɛɹoʊ, pierogi pəɹoʊɡi
    pecan pəkɑːn, praline pɹɑːliːn, biscotti bɪskɑːɾi, tiramisu tɪɹəmiːsuː, gelato dʒəlɑːɾoʊ, panini pəniːni
    crudites kɹuːdɪteɪ, paté pæteɪ, pâté pæteɪ, rosé ɹoʊzeɪ, roux ɹuː, brioche bɹioʊʃ, éclair eɪklɛɹ, eclair eɪklɛɹ
    macaron mækəɹoʊn, ganache ɡənɑːʃ, vinaigrette vɪnəɡɹɛt, dijon diːʒɑːn, aioli eɪoʊli, orzo ɔːɹzoʊ
    penne pɛneɪ, rigatoni ɹɪɡətoʊni, fusilli fəsiːli, farfalle fɑːɹfɑːleɪ, linguine lɪŋɡwiːni, fettuccine fɛɾətʃiːni
    tortellini tɔːɹɾəliːni, polenta poʊlɛntə, risotto ɹɪzɔːɾoʊ, pappardelle pæpɑːɹdɛli, bucatini buːkətiːni
    etagere eɪtəʒɛɹ, étagère eɪtəʒɛɹ, bustier buːstjeɪ, culottes kuːlɑːts, chenille ʃəniːl, tulle tuːl
    jacquard dʒəkɑːɹd, gingham ɡɪŋəm, taupe toʊp, ecru ɛkɹuː, houndstooth haʊndztuːθ, ombre ɑːmbɹeɪ, ombré ɑːmbɹeɪ
    appliqué æplɪkeɪ, décolleté deɪkɔːləteɪ, cerise səɹiːs, citrine sɪtɹiːn, cloisonne klɔɪzəneɪ, cloisonné klɔɪzəneɪ
    vermeil vɚmeɪ, cabochon kæbəʃɑːn, pavé pəveɪ, pave pəveɪ, peridot pɛɹɪdoʊ, lapis læpɪs, lazuli læzəli
    nike naɪki, porsche pɔːɹʃə, adidas ədiːdəs, asus eɪsuːs, hermes ɛɹmɛz, hermès ɛɹmɛz, loreal lɔːɹiæl, nivea nɪviə
    vichy viːʃi, roche ɹoʊʃ, huawei wɑːweɪ, xiaomi ʃaʊmi, hyundai hʌndeɪ, givenchy ʒiːvɑːnʃi, levis liːvaɪz
    acetaminophen əsiːɾəmɪnəfən, hyaluronic haɪəlʊɹɑːnɪk, niacinamide naɪəsɪnəmaɪd, ashwagandha ɑːʃwəɡɑːndə
    echinacea ɛkɪneɪʃə, arnica ɑːɹnɪkə, aloe æloʊ, calendula kəlɛndʒələ, shea ʃeɪ, patchouli pətʃuːli, ylang iːlæŋ
    aubergine oʊbɚʒiːn, courgette kɔːɹʒɛt, mangetout mɔnʒtuː, papier pæpjeɪ, chevron ʃɛvɹən, décor deɪkɔːɹ
    decor deɪkɔːɹ, bergère bɚʒɛɹ, banquette bæŋkɛt, pouf puːf, chifforobe ʃɪfəɹoʊb, sconce skɑːns, trivet tɹɪvɪt
    ficus faɪkəs, monstera mɑːnstɛɹə, calathea kæləθiːə, peony piːəni, anemone ənɛməni, poinsettia pɔɪnsɛɾiə
    """
}
