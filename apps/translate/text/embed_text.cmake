# cmake -D INPUT=file -D OUTPUT=file -P embed_text.cmake
# Writes the lines of a text file as C++ raw string literals, separated by commas, for an #include
# between the braces of an array of string views. Each literal holds at most 30,000 bytes, or one
# line if that is longer.
file(READ ${INPUT} text)
string(REPLACE "\r\n" "\n" text "${text}")
set(literals "")
while(NOT text STREQUAL "")
  string(SUBSTRING "${text}" 0 30000 part)
  string(FIND "${part}" "\n" end REVERSE)
  if(end EQUAL -1)
    string(FIND "${text}" "\n" end)
  endif()
  if(end EQUAL -1)
    string(LENGTH "${text}" size)
  else()
    math(EXPR size "${end} + 1")
  endif()
  string(SUBSTRING "${text}" 0 ${size} part)
  string(SUBSTRING "${text}" ${size} -1 text)
  string(APPEND literals "R\"text(${part})text\"sv,\n")
endwhile()
file(WRITE ${OUTPUT} "${literals}")
