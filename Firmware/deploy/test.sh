# shellcheck shell=bash
# `test`: everything that is checked before a change lands, or a part of it.

lint() {
  step "Checking the style (swift format)" "Run 'swift format -i -r Sources Tests Package.swift', then look at what is left." \
    swift format lint --strict --recursive --parallel Sources Tests Package.swift
}

python_tests() {
  make_python Models/requirements.txt
  fetch_models
  shown "The tests of Models/" "Each failure above names its test." "$python_home/bin/python" -m unittest discover -s Models/tests
}

# swift_tests [FILTER]: in release mode, because numerics on real models crawl without optimisation.
swift_tests() {
  local filter=()
  if [ -n "${1-}" ]; then filter=(--filter "$1"); fi
  step "Building the tests (the first time takes minutes)" "The first 'error:' line says what is wrong." \
    swift build -c release --build-tests
  shown "The Swift tests" "Each failure above names its test and line." \
    swift test -c release --skip-build --disable-xctest "${filter[@]}"
}

overlay_tests() {
  install_packages device-tree-compiler
  local folder
  folder=$(mktemp -d)
  compile_overlays "$folder"
  [ "$(find "$folder" -name '*.dtbo' -size +200c | wc -l)" -eq "$(find Firmware/overlays -name '*.dts' | wc -l)" ] ||
    fail "an overlay came out empty" "Look at $folder."
  rm -rf "$folder"
  note "every overlay compiles"
}

# The device rig in its short form: where QEMU is, and while there is time for it.
rig_short_seconds=${SHOPTALK_RIG_BEFORE:-1000}
rig_short() {
  if [ "$(uname -m)" != x86_64 ] || ! command -v qemu-system-x86_64 >/dev/null; then
    note "the device rig: SKIPPED, for qemu-system-x86_64 is not here ('./deploy.sh test device' installs it)"
  elif [ "$SECONDS" -gt "$rig_short_seconds" ]; then
    note "the device rig: SKIPPED, for the tests took $SECONDS s already ('Tests/Device/rig.sh short' runs it)"
  else
    fetch_models
    local product
    for product in shoptalkd shoptalk shoptalk-sync; do
      step "Building $product" "The first 'error:' line says what is wrong." swift build -c release --product "$product"
    done
    # The programs of the tests' own build: one for the device takes as long as all the tests.
    SHOPTALK_BUILT=.build/release shown "The device rig (short)" "Each line that says FAIL names what went wrong." \
      Tests/Device/rig.sh short
  fi
}

command_test() {
  local name=$1
  printf 'Preparing\n'
  prepare_system openssl
  case "$name" in
    format) lint ;;
    python) python_tests ;;
    '')
      lint
      overlay_tests
      python_tests
      swift_tests
      rig_short
      ;;
    kernels)
      shown "The kernels of every instruction set, some under emulation" "Each line that says WRONG names a set." \
        Tests/Kernels/cross.sh 300
      ;;
    overlays) overlay_tests ;;
    device)
      fetch_models
      shown "The device rig" "Each line that says FAIL names what went wrong." Tests/Device/rig.sh all
      ;;
    sync)
      export SHOPTALK_SYNC_RUNS=${SHOPTALK_SYNC_RUNS:-50} SHOPTALK_SYNC_RECORDS=${SHOPTALK_SYNC_RECORDS:-10000}
      swift_tests 'ShoptalkSyncTests|HubTests'
      ;;
    questions)
      fetch_models
      swift_tests QuestionSetTests
      ;;
    interop)
      step "Building the sender (the first time takes minutes)" "The first 'error:' line says what is wrong." \
        swift build -c release --product shoptalk-sync
      step "Building a writer of journals" "The first 'error:' line says what is wrong." \
        swift build -c release --product JournalCrash
      python_home=.build/interop make_python Tests/Interop/requirements.txt
      shown "The sender against receivers that others wrote" "Each line that says WRONG names what failed." \
        .build/interop/bin/python Tests/Interop/receivers.py .build/release/shoptalk-sync .build/release/JournalCrash
      ;;
    pages)
      step "Building the hub (the first time takes minutes)" "The first 'error:' line says what is wrong." \
        swift build -c release --product shoptalk-hub
      install_packages chromium
      python_home=.build/interop make_python Tests/Interop/requirements.txt
      shown "The hub's pages in a browser" "Each line that says WRONG names what failed." \
        .build/interop/bin/python Tests/Interop/pages.py .build/release/shoptalk-hub Firmware/examples/grocery
      ;;
    load)
      step "Building the hub (the first time takes minutes)" "The first 'error:' line says what is wrong." \
        swift build -c release --product shoptalk-hub
      python_home=.build/interop make_python Tests/Interop/requirements.txt
      shown "A thousand devices, the hub beside rotel" "The last line says what was lost." \
        .build/interop/bin/python Tests/Interop/load.py .build/release/shoptalk-hub
      ;;
    faithful)
      fetch_models
      build_release
      shown "Ten thousand questions to twenty shops that do not exist" "Each answer above has something that is in no file." \
        python3 Tests/Faithful/faithful.py "$shoptalk" --models "$models" --lies
      ;;
    tokenizers)
      fetch_models
      export SHOPTALK_STRINGS=${SHOPTALK_STRINGS:-100000}
      swift_tests SubwordTests
      ;;
    fuzz)
      fetch_models
      export SHOPTALK_FUZZ_CASES=${SHOPTALK_FUZZ_CASES:-1000000}
      swift_tests Hostile
      ;;
    *)
      fetch_models
      swift_tests "$name"
      ;;
  esac
}
