#pragma once

#include <string>
#include <vector>

#include "apps/translate/cli/program.h"

// The commands of gloss, one file each. They read their options, do the work and return the exit
// code; failures are exceptions.
namespace gloss::translate {

using Arguments = std::vector<std::string>;

int train_command(const Arguments& arguments);       // trains a translator
int translate_command(const Arguments& arguments);   // one translation per line
int score_command(const Arguments& arguments);       // log-probabilities of given translations
int evaluate_command(const Arguments& arguments);    // BLEU, chrF and TER against references
int gradcheck_command(const Arguments& arguments);   // gradients compared with finite differences
int inspect_command(const Arguments& arguments);     // contents of a model file
int average_command(const Arguments& arguments);     // mean of several models' weights
int report_command(const Arguments& arguments);      // curves of trainings as an HTML page
int explain_command(const Arguments& arguments);     // what happens with a sentence, as a page
int check_data_command(const Arguments& arguments);  // faults in training data
int bpe_command(const Arguments& arguments);         // learns and applies byte-pair encoding

// The manual page and the completion script of all commands.
int man_command(const std::vector<Command>& commands, const std::string& version,
                const Arguments& arguments);
int completion_command(const std::vector<Command>& commands, const Arguments& arguments);

}  // namespace gloss::translate
