using HighPerfChainSync.Buffers;

namespace HighPerfChainSync.Kafka.Retracting;

/// <summary>A retraction that is ready to be produced: key, header and value lie behind each other in an arena.</summary>
/// <param name="Place">Where.</param>
/// <param name="KeyLength">Bytes of the key; 0 is none.</param>
/// <param name="HeaderLength">Bytes of the value of its header; 0 is none.</param>
/// <param name="TimestampMs">The time of the record that is taken back.</param>
/// <param name="Block">Height of its block.</param>
internal readonly record struct TakenRecord(EncodedRecord Place, int KeyLength, int HeaderLength, long TimestampMs, ulong Block);
