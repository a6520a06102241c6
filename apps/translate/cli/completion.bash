# Completion of gloss for bash: source it, or put it where bash looks for completions.
_gloss() {
  local word=${COMP_WORDS[COMP_CWORD]} files=yes options= words= place= i n=0
  COMPREPLY=()
  case $COMP_CWORD:${COMP_WORDS[1]} in
    1:*) words='@COMMANDS@ --help --version' ;;
@PARTS@
  esac
  if [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$word"))
    return
  fi

  # The place of the word: "--type:1" is the first word after --type. "=" is not counted.
  [[ $word == '=' ]] && word=
  for ((i = COMP_CWORD; i > 1; --i)); do
    if [[ $i -lt $COMP_CWORD && ${COMP_WORDS[i]} == -* ]]; then
      place=${COMP_WORDS[i]}:$n
      break
    fi
    [[ ${COMP_WORDS[i]} == '=' && $i -lt $COMP_CWORD ]] || n=$((n + 1))
  done
  case "${COMP_WORDS[*]:1:2} " in
@CASES@
  esac
  if [[ $word == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$word"))
  elif [[ -n $files ]]; then
    compopt -o filenames 2>/dev/null
    local IFS=$'\n'
    COMPREPLY=($(compgen -f -- "$word"))
  else
    COMPREPLY=($(compgen -W "$words" -- "$word"))
  fi
}
complete -F _gloss gloss
