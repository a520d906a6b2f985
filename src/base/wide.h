#pragma once

namespace airperk {

/// 128 bits, for sums and products that an Amount cannot hold.
__extension__ using Wide = __int128;

}  // namespace airperk
