# One library per room, one include root, unit tests beside the files they test.
#
#   airperk_room(core/programme USES base protocol/gsm LINKS PkgConfig::X)
#
# makes the static library room_core_programme from src/core/programme/*.cpp and the test
# room_core_programme_test from its *_test.cpp. USES names rooms, which must stand on lower floors
# (tests/house checks the includes); LINKS names other libraries; TESTS_APART where its test files have
# helpers of the same names, so that they cannot be compiled together.
if(AIRPERK_TESTS)
  find_package(GTest REQUIRED)
  add_custom_target(unit_tests)
endif()

# What `ninja unit_tests` builds; unit_tests.txt in the build directory names the programs.
function(airperk_unit_test target)
  add_dependencies(unit_tests ${target})
  set_property(GLOBAL APPEND PROPERTY AIRPERK_UNIT_TESTS ${target})
endfunction()
function(airperk_list_unit_tests)
  get_property(targets GLOBAL PROPERTY AIRPERK_UNIT_TESTS)
  set(programs "")
  foreach(target ${targets})
    string(APPEND programs "$<TARGET_FILE:${target}>\n")
  endforeach()
  file(GENERATE OUTPUT ${PROJECT_BINARY_DIR}/unit_tests.txt CONTENT "${programs}")
endfunction()

function(airperk_room path)
  cmake_parse_arguments(ROOM "TESTS_APART" "" "USES;LINKS;TEST_LINKS;TEST_USES" ${ARGN})
  string(REPLACE "/" "_" name ${path})
  set(target room_${name})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/${path}/*.cpp)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_(test|model)\\.cpp$")
  list(FILTER tests INCLUDE REGEX "_(test|model)\\.cpp$")
  if(sources)
    add_library(${target} STATIC ${sources})
    set(scope PUBLIC)
  else()
    add_library(${target} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${target} ${scope} ${PROJECT_SOURCE_DIR}/src)
  foreach(used ${ROOM_USES})
    string(REPLACE "/" "_" used_name ${used})
    target_link_libraries(${target} ${scope} room_${used_name})
  endforeach()
  target_link_libraries(${target} ${scope} Threads::Threads ${ROOM_LINKS})
  if(tests AND AIRPERK_TESTS)
    add_executable(${target}_test ${tests})
    foreach(used ${ROOM_TEST_USES})
      string(REPLACE "/" "_" used_name ${used})
      target_link_libraries(${target}_test PRIVATE room_${used_name})
    endforeach()
    target_link_libraries(${target}_test PRIVATE ${target} GTest::gtest_main GTest::gmock
                                                 ${ROOM_TEST_LINKS})
    if(ROOM_TESTS_APART)
      set_target_properties(${target}_test PROPERTIES UNITY_BUILD OFF)
    endif()
    target_compile_definitions(${target}_test
                               PRIVATE AIRPERK_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    # What tests are compiled for is to run once: optimizing them takes longer than it saves.
    target_compile_options(${target}_test PRIVATE $<$<CONFIG:Debug>:-O0>)
    airperk_unit_test(${target}_test)
  endif()
endfunction()
