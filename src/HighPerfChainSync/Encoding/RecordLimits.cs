using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Encoding;

/// <summary>How large one encoded record can be: it lies in one array.</summary>
internal static class RecordLimits
{
    /// <summary>Narrows the announced length of a record.</summary>
    /// <exception cref="ChainSyncException">The record would not fit an array.</exception>
    public static int Check(long maxBytes, BlockData block, Entity entity)
    {
        if (maxBytes > Array.MaxLength) ThrowTooLarge(maxBytes, block.Header.Number, entity);
        return (int)maxBytes;
    }

    [DoesNotReturn]
    private static void ThrowTooLarge(long maxBytes, ulong block, Entity entity) =>
        throw new ChainSyncException(ChainSyncError.Sink, string.Create(
            CultureInfo.InvariantCulture,
            $"A {entity.Singular()} of block {block} may need {maxBytes} bytes encoded; {Array.MaxLength} is the limit of one record."));
}
