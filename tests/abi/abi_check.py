# SPDX-License-Identifier: Apache-2.0
"""Gates around the public headers and the built libraries.

  headers COMPILER…      each header compiles alone, as C99, C11, C++17, C++20
  exports LIBRARY        declared = exported = sdk/abi/symbols.txt
  adapter-exports FOLDER each adapter exports its entry symbol and nothing else
  comments               each declaration says since when, and has exactly one thread tag
"""

import argparse
import pathlib
import re
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror"]
TAGS = ["[any-thread]", "[serialized]", "[host-worker]", "[callback]"]
STATES = ["draft", "stable", "deprecated", "removed"]
ENTRY = re.compile(r"tandem_adapter_entry_v\d+")


def fail(lines):
    for line in lines:
        print(line)
    print(f"{len(lines)} problem(s)")
    return 1 if lines else 0


def client_headers(root):
    return sorted((root / "sdk/include/tandem").glob("*.h"))


def c_headers(root):
    return sorted((root / "sdk/include/tandem").rglob("*.h"))


def compile_alone(compiler, language, standard, include, header):
    command = [compiler, "-fsyntax-only", "-x", language, f"-std={standard}", *WARNINGS, f"-I{include}", "-"]
    source = f"#include <{header}>\n#include <{header}>\nextern int not_empty;\n"
    return subprocess.run(command, input=source, text=True, capture_output=True)


def check_headers(root, compilers):
    if not compilers:
        return fail(["no compiler given"])
    include = root / "sdk/include"
    jobs = [(h, "c", s) for h in c_headers(root) for s in ("c99", "c11")]
    jobs += [(h, "c++", s) for h in c_headers(root) for s in ("c++17", "c++20")]
    jobs += [(h, "c++", s) for h in sorted(include.rglob("*.hpp")) for s in ("c++17", "c++20")]
    problems = []
    for compiler in compilers:
        for header, language, standard in jobs:
            name = header.relative_to(include)
            done = compile_alone(compiler, language, standard, include, name)
            if done.returncode != 0:
                problems.append(f"{name} as {standard} with {compiler}:\n{done.stderr[:2000]}")
    print(f"{len(jobs)} compilations with each of {len(compilers)} compilers")
    return fail(problems)


def declarations(root):
    """Name → (header, comment) of every exported function."""
    found = {}
    pattern = re.compile(r"(/\*\*(?:(?!\*/).)*\*/)?\s*TANDEM_API\s[^;]*?\b(tandem_\w+)\s*\(", re.S)
    for header in client_headers(root):
        for match in pattern.finditer(header.read_text()):
            found[match.group(2)] = (header.name, match.group(1) or "")
    return found


def symbols_file(root):
    """Name → (since, state); raises when there is none."""
    listed = {}
    for line in (root / "sdk/abi/symbols.txt").read_text().splitlines():
        if not line or line.startswith("#"):
            continue
        name, since, state = line.split()
        listed[name] = (since, state)
    return listed


def exported(nm, library):
    out = subprocess.run([nm, "-D", "--defined-only", library], text=True, capture_output=True, check=True).stdout
    names = [line.split()[-1].split("@")[0] for line in out.splitlines() if line.split()[-2] != "A"]
    return sorted(names)


def check_exports(root, nm, library):
    declared = set(declarations(root))
    listed = {name for name, (_, state) in symbols_file(root).items() if state != "removed"}
    actual = set(exported(nm, library))
    problems = [f"not listed in sdk/abi/symbols.txt: {n}" for n in sorted(declared - listed)]
    problems += [f"listed but not declared: {n}" for n in sorted(listed - declared)]
    problems += [f"declared but not exported: {n}" for n in sorted(declared - actual)]
    problems += [f"exported but not declared: {n}" for n in sorted(actual - declared)]
    problems += [f"{n}: unknown state {s}" for n, (_, s) in symbols_file(root).items() if s not in STATES]
    print(f"{len(actual)} symbols")
    return fail(problems)


def check_adapter_exports(nm, folder):
    problems = []
    libraries = sorted(pathlib.Path(folder).rglob("*.so"))
    for library in libraries:
        names = exported(nm, library)
        if len(names) != 1 or not ENTRY.fullmatch(names[0]):
            problems.append(f"{library} exports {', '.join(names[:10]) or 'nothing'}")
    if not libraries:
        problems.append(f"no adapter was built below {folder}")
    print(f"{len(libraries)} adapters")
    return fail(problems)


def check_comments(root):
    problems = []
    symbols = symbols_file(root)
    found = declarations(root)
    for name, (header, comment) in found.items():
        since = re.search(r"Since (\d+\.\d+)", comment)
        if not since:
            problems.append(f"{header}: {name} does not say since when")
        elif name in symbols and symbols[name][0] != since.group(1):
            problems.append(f"{header}: {name} is listed since {symbols[name][0]} and says {since.group(1)}")
        tags = sum(comment.count(tag) for tag in TAGS)
        if tags != 1 or not any(comment.rstrip("*/ \n").endswith(tag) for tag in TAGS):
            problems.append(f"{header}: {name} has {tags} thread tags; exactly one closes the comment")
    callback = re.compile(r"(/\*\*(?:(?!\*/).)*\*/)\s*typedef\s+\w+\s*\(\*(tandem_\w+)\)", re.S)
    for header in client_headers(root):
        for comment, name in callback.findall(header.read_text()):
            if comment.count("[callback]") != 1:
                problems.append(f"{header.name}: {name} is not tagged [callback]")
    print(f"{len(found)} declarations")
    return fail(problems)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=pathlib.Path, required=True)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("headers").add_argument("compilers", nargs="*")
    for name in ("exports", "adapter-exports"):
        command = commands.add_parser(name)
        command.add_argument("--nm", default="nm")
        command.add_argument("path")
    commands.add_parser("comments")
    given = parser.parse_args()
    if given.command == "headers":
        return check_headers(given.root, given.compilers)
    if given.command == "exports":
        return check_exports(given.root, given.nm, given.path)
    if given.command == "adapter-exports":
        return check_adapter_exports(given.nm, given.path)
    return check_comments(given.root)


if __name__ == "__main__":
    sys.exit(main())
