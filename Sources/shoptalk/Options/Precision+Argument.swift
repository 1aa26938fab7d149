public import ArgumentParser
public import Clerk
import Session
public import Transformer

extension Precision: ExpressibleByArgument {}
extension ModelWriter.Style: ExpressibleByArgument {}
extension ModelFiles.Meaning: ExpressibleByArgument {}
