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

    public void OnResult(int index, ref Utf8JsonReader reader)
    {
        Count++;
        using var document = JsonDocument.ParseValue(ref reader);
        Texts[index] = JsonSerializer.Serialize(document.RootElement);
    }
}
