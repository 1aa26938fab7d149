/// What can go wrong with pronunciation, each with its remedy.
public enum PronunciationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// espeak-ng's data are not where they should be.
  case missingData(folder: String)
  /// espeak-ng did not start or did not speak.
  case engine(reason: String)
  /// A language that espeak-ng does not have; `nearest` are some that it has.
  case unknownLanguage(String, nearest: [String])

  public var description: String {
    switch self {
    case .missingData(let folder):
      "\(folder): espeak-ng's data are not there; install them with 'apt-get install espeak-ng-data'"
    case .engine(let reason): "espeak-ng failed (\(reason)); reinstall libespeak-ng1 and espeak-ng-data"
    case .unknownLanguage(let language, let nearest):
      "there is no voice for the language '\(language)'; "
        + (nearest.isEmpty
          ? "use a BCP 47 tag such as 'en' or 'de'" : "the nearest are \(nearest.joined(separator: ", "))")
    }
  }
}
