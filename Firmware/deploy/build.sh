# shellcheck shell=bash
# The build: one configuration for trying, testing and shipping, so that nothing is built twice.

shoptalk=.build/release/shoptalk

build_release() {
  step "Building (the first time takes minutes)" "The first 'error:' line above says what is wrong; a full log is kept." \
    swift build -c release --product shoptalk
}
