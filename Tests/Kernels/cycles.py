#!/usr/bin/env python3
"""What the hot loops of the aarch64 kernels would take, by llvm-mca 19's static models of the cores.

    python3 Tests/Kernels/cycles.py

For each set and core: the innermost loop with the most products, its products and cycles, and products per cycle beside
the bound (how many the core can do at all). Caches and memory are not modelled. Needs what cross.sh fetches, and apt,
from which llvm-mca 19 is taken into the same folder without being installed. The model of the A76 is that of its sister
core, Neoverse N1.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

root = Path(__file__).resolve().parents[2]
cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "shoptalk" / "cross"
clang = Path(os.path.realpath(subprocess.run(["which", "swift"], capture_output=True, text=True).stdout.strip() or
                              "/opt/swift/usr/bin/swift")).parent / "clang"

# set, core, bound
LOOPS = [("isa_neon", "cortex-a53", 5.33), ("isa_neon", "cortex-a72", 8), ("isa_neon_dotprod", "neoverse-n1", 32),
         ("isa_neon_dotprod", "cortex-a55", 16), ("isa_neon_i8mm", "neoverse-n2", 64)]
PRODUCTS = {"smmla": 32, "sdot": 16, "smull": 8, "smull2": 8, "smlal": 8, "smlal2": 8}


def analyser():
    tools = cache / "llvm19"
    found = list(tools.glob("**/bin/llvm-mca"))
    if not found:
        print("cycles.py: fetching llvm-mca 19", file=sys.stderr)
        tools.mkdir(parents=True, exist_ok=True)
        subprocess.run(["apt-get", "-o", "APT::Sandbox::User=root", "download", "-qq", "llvm-19", "libllvm19"],
                       cwd=tools, check=True)
        for package in tools.glob("*.deb"):
            subprocess.run(["dpkg", "-x", str(package), str(tools)], check=True)
        found = list(tools.glob("**/bin/llvm-mca"))
    libraries = ":".join({str(path.parent) for path in tools.glob("**/libLLVM*.so*")})
    return str(found[0]), dict(os.environ, LD_LIBRARY_PATH=libraries)


def loops(source):
    """The innermost loops of a set: lists of instructions."""
    command = [str(clang), "-std=gnu17", "-O3", "--target=aarch64-linux-gnu", f"--sysroot={cache / 'sysroot'}",
               f"-I{root / 'Sources/CKernels/include'}", "-S", "-o", "-", str(root / f"Sources/CKernels/{source}.c")]
    block, name = [], None
    for line in subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines():
        label = re.match(r"(\.LBB\w+):", line)
        if label:
            block, name = [], label[1]
        elif re.match(r"\t[a-z]", line):
            block.append(line)
            if re.match(r"\t(b\.\w+|cbnz|cbz|tbnz|tbz)\b", line):
                if name and line.rstrip().endswith(name):
                    yield block
                block, name = [], None


def products(block):
    return sum(PRODUCTS.get(line.split()[0], 0) for line in block)


def main():
    mca, environment = analyser()
    for source, core, bound in LOOPS:
        best = None
        for block in loops(source):
            loads = any(line.split()[0].startswith("ld") for line in block)
            if products(block) < 128 or not loads:
                continue
            text = "\n".join(line for line in block if "//APP" not in line)
            run = subprocess.run(
                [mca, "-march=aarch64", f"-mcpu={core}", "-mattr=+dotprod,+i8mm", "-iterations=200"], input=text,
                env=environment, capture_output=True, text=True)
            total = re.search(r"Total Cycles:\s+(\d+)", run.stdout)
            if not total:
                raise SystemExit(f"llvm-mca says of {source} on {core}: {run.stderr[:500]}")
            cycles = int(total[1]) / 200
            stack = sum("[sp" in line for line in block)
            if best is None or products(block) / cycles > best[0]:
                best = (products(block) / cycles, products(block), cycles, stack)
        rate, count, cycles, stack = best
        print(f"{source:17} {core:12} {count:5} products in {cycles:6.1f} cycles: {rate:6.2f} a cycle, "
              f"{100 * rate / bound:3.0f} % of {bound}; {stack} accesses to the stack", flush=True)


if __name__ == "__main__":
    main()
