using HighPerfChainSync.Buffers;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Decoding;

/// <summary>Finds <c>Transfer(address,address,uint256)</c> events of ERC-20 and ERC-721 tokens among a block's logs.</summary>
/// <remarks>
/// The three parameters may be indexed or not: the topics and the 32-byte words of the data are read as one list, which must have four items.
/// A short last word counts, and its value is the number that its bytes spell.
/// </remarks>
internal static class TokenTransferExtractor
{
    private const int WordLength = Hash256.Length;

    /// <summary>Keccak-256 of <c>Transfer(address,address,uint256)</c>.</summary>
    private static readonly Hash256 s_transfer =
        Hash256.Parse("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");

    /// <summary>Fills the block's token transfers from its logs.</summary>
    public static void Extract(BlockData block)
    {
        block.TokenTransfers.Truncate(0);
        foreach (ref readonly LogRecord log in block.Logs.Items)
        {
            if (log.TopicCount == 0 || log.Topic0 != s_transfer) continue;
            ReadOnlySpan<byte> data = block.Arena.GetSpan(log.Data);
            long words = ((long)data.Length + WordLength - 1) / WordLength;
            if (log.TopicCount + words != 4) continue;

            ref TokenTransferRecord transfer = ref block.TokenTransfers.Add();
            transfer.TokenAddress = log.Address;
            transfer.From = AddressOf(Word(in log, data, 1));
            transfer.To = AddressOf(Word(in log, data, 2));
            transfer.Value = UInt256.FromBigEndian(Word(in log, data, 3));
            transfer.LogIndex = log.LogIndex;
            transfer.TransactionOrdinal = log.TransactionOrdinal;
        }
    }

    /// <summary>The word at a position of the list; only the last can be short.</summary>
    private static ReadOnlySpan<byte> Word(in LogRecord log, ReadOnlySpan<byte> data, int position)
    {
        if (position >= log.TopicCount)
        {
            ReadOnlySpan<byte> rest = data[((position - log.TopicCount) * WordLength)..];
            return rest[..Math.Min(rest.Length, WordLength)];
        }

        return position switch
        {
            1 => log.Topic1.Bytes,
            2 => log.Topic2.Bytes,
            _ => log.Topic3.Bytes,
        };
    }

    private static Address AddressOf(ReadOnlySpan<byte> word) => new(word[^Address.Length..]);
}
