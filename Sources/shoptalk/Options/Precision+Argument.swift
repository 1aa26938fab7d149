public import ArgumentParser
import Session
public import Transformer

extension Precision: ExpressibleByArgument {}
extension ModelFiles.Meaning: ExpressibleByArgument {}
