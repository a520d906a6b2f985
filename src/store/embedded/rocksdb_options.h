#pragma once

#include <rocksdb/db.h>
#include <rocksdb/status.h>

#include <string>
#include <vector>

/// How RocksDB is set up for a store, and what its errors ask of a person.
namespace airperk::store::embedded {

rocksdb::Options database_options();
/// In the order of Family.
std::vector<rocksdb::ColumnFamilyDescriptor> families();
/// The store's own log (store/log) is what makes writes durable.
rocksdb::WriteOptions without_log();
/// What a person has to do about it: "make room on the disk and start again".
std::string mend(const rocksdb::Status& status);

}  // namespace airperk::store::embedded
