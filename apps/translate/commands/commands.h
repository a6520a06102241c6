#pragma once

#include <string>
#include <vector>

#include "apps/translate/cli/program.h"

// The commands of gloss, a file each. They read their options, do the work and return the exit
// code; what fails is thrown.
namespace gloss::translate {

using Arguments = std::vector<std::string>;

int train_command(const Arguments& arguments);       // learns to translate
int translate_command(const Arguments& arguments);   // one line out for each line in
int score_command(const Arguments& arguments);       // log-probabilities of given translations
int evaluate_command(const Arguments& arguments);    // BLEU, chrF and TER against references
int gradcheck_command(const Arguments& arguments);   // numerical against analytical gradients
int inspect_command(const Arguments& arguments);     // what a model file holds
int average_command(const Arguments& arguments);     // the mean of several models' weights
int report_command(const Arguments& arguments);      // trainings as one page of HTML
int check_data_command(const Arguments& arguments);  // what is wrong with training data
int bpe_command(const Arguments& arguments);         // learns and applies byte-pair encoding

// The manual page, and the completion for bash, of all commands.
int man_command(const std::vector<Command>& commands, const std::string& version,
                const Arguments& arguments);
int completion_command(const std::vector<Command>& commands, const Arguments& arguments);

}  // namespace gloss::translate
