set(prefix ${BUILD}/install-test/prefix)
set(project ${BUILD}/install-test/project)

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGN}: status ${status}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${BUILD}/install-test)
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/project -B ${project} -D CMAKE_PREFIX_PATH=${prefix}
    -D CMAKE_CXX_COMPILER=${COMPILER} -D "CMAKE_CXX_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build ${project})
run(${project}/taste)
if(NOT output STREQUAL "1.8587\n12 parameters, 4 tokens\n")
  message(FATAL_ERROR "taste printed: ${output}")
endif()

run(${prefix}/bin/gloss --version)
run(${prefix}/bin/gloss gradcheck softmax)
foreach(file share/man/man1/gloss.1 share/bash-completion/completions/gloss
             include/gloss/core/tensor.h include/gloss/models/search.h)
  if(NOT EXISTS ${prefix}/${file})
    message(FATAL_ERROR "${file} is not installed")
  endif()
endforeach()
