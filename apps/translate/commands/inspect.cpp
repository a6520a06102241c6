#include "apps/translate/commands/inspect.h"

#include <iomanip>
#include <iostream>

#include "apps/translate/checkpoint.h"
#include "apps/translate/commands/start.h"

namespace gloss::translate {

int inspect_command(const std::vector<std::string>& arguments) {
  std::string path;
  CommonSettings common;
  OptionTable options("gloss inspect",
                      "Shows a model's settings, vocabularies, tensors and training history.");
  options.positional("MODEL", path, "the model file");
  add_common_options(options, common);
  if (!start(options, common, arguments)) return 0;
  Checkpoint checkpoint = load_checkpoint(path);

  std::cout << "settings\n";
  OptionTable settings("model", "");
  add_model_options(settings, checkpoint.settings);
  for (const auto& [name, value] : settings.values())
    std::cout << "  " << std::left << std::setw(18) << name << value << '\n';
  std::cout << "\nvocabulary\n  source            " << checkpoint.source.vocabulary().size()
            << "\n  target            " << checkpoint.target.vocabulary().size() << "\n\ntensors\n"
            << *checkpoint.model << "\nvalidations\n";
  for (const Json& record : checkpoint.history)
    std::cout << "  " << record.dump() << '\n';
  return 0;
}

}  // namespace gloss::translate
