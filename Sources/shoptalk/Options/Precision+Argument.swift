public import ArgumentParser
public import Transformer

extension Precision: ExpressibleByArgument {}
