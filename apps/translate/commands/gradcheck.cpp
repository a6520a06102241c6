#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <unistd.h>

#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"

namespace gloss::translate {

int gradcheck_command(const Arguments& arguments) {
  std::vector<std::string> names;
  bool json = false;
  CommonSettings common;
  OptionTable options("gloss gradcheck",
                      "Compares the gradients of operations, layers and models with central "
                      "differences, in double precision, for every element.");
  options
      .positional("NAME...", names, "run only the checks whose kind or name contains one of these")
      .optional();
  options.group("Output");
  options.flag("json", json, "print one JSON object per line");
  add_common_options(options, common);
  options.example("gloss gradcheck", "all checks");
  options.example("gloss gradcheck layer softmax",
                  "all layers, and all checks with softmax in their name");
  if (!start(options, common, arguments)) return 0;

  // The program beside this one is the same library, compiled in double precision.
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe");
  const std::string path = self.parent_path() / "gloss-gradcheck";
  std::vector<char*> words;
  std::string first = path, flag = "--json";
  words.push_back(first.data());
  if (json) words.push_back(flag.data());
  for (std::string& name : names)
    words.push_back(name.data());
  words.push_back(nullptr);
  if (common.threads > 0) setenv("OMP_NUM_THREADS", std::to_string(common.threads).c_str(), 1);
  execv(path.c_str(), words.data());
  throw std::runtime_error("gradcheck: cannot run '" + path + "': " + std::strerror(errno) +
                           " (cmake --build DIR --target gloss-gradcheck makes it)");
}

}  // namespace gloss::translate
