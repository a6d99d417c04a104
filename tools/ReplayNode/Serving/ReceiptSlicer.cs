using System.Text.Json;

namespace HighPerfChainSync.ReplayNode.Serving;

/// <summary>Cuts a block's receipts into single ones, for <c>eth_getTransactionReceipt</c>.</summary>
/// <remarks>Keeps the blocks that were cut last, since all receipts of a block are asked for one after the other. Thread: any.</remarks>
internal sealed class ReceiptSlicer
{
    private const int Kept = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<(ReplayChain Chain, ulong Number), ReadOnlyMemory<byte>[]> _cut = [];
    private readonly Queue<(ReplayChain Chain, ulong Number)> _order = new();

    /// <summary>The receipts of a block, each as its JSON.</summary>
    internal ReadOnlyMemory<byte>[] Cut(ReplayChain chain, ulong number)
    {
        lock (_lock)
        {
            if (_cut.TryGetValue((chain, number), out ReadOnlyMemory<byte>[]? known)) return known;
        }

        ReadOnlyMemory<byte>[] receipts = chain.TryGetReceipts(number, out ReplayAnswer? answer) ? Split(answer.ToMemory()) : [];
        lock (_lock)
        {
            if (_cut.TryAdd((chain, number), receipts))
            {
                _order.Enqueue((chain, number));
                if (_order.Count > Kept) _cut.Remove(_order.Dequeue());
            }
        }

        return receipts;
    }

    private static ReadOnlyMemory<byte>[] Split(ReadOnlyMemory<byte> array)
    {
        var elements = new List<ReadOnlyMemory<byte>>();
        var reader = new Utf8JsonReader(array.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add(array[start..(int)reader.BytesConsumed]);
        }

        return [.. elements];
    }
}
