using System.Buffers;
using System.Text;
using System.Text.Json;
using HighPerfChainSync.Rpc;

namespace HighPerfChainSync.UnitTests.Rpc;

/// <summary>Keeps the results of a batch as compact JSON, token by token.</summary>
internal sealed class ResultTexts : IRpcResultHandler
{
    /// <summary>The last result of each call.</summary>
    public Dictionary<int, string> Texts { get; } = [];

    /// <summary>How often a result came.</summary>
    public int Count { get; private set; }

    public long OnResult(int index, in ReadOnlySequence<byte> json)
    {
        Count++;
        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        Texts[index] = JsonSerializer.Serialize(document.RootElement);
        return reader.BytesConsumed;
    }
}
