using System.Text.Json;
using HighPerfChainSync.Host.Logging;

namespace HighPerfChainSync.Host.Display;

/// <summary>What one stream shows at one moment. Rates are a second's, over the last few seconds.</summary>
internal sealed record ProgressSnapshot : IJsonLogValue
{
    /// <summary>Name of the chain, empty before it is known.</summary>
    public required string Chain { get; init; }

    /// <summary>Last committed block, or null when there is none.</summary>
    public ulong? Committed { get; init; }

    /// <summary>Last block asked for, or null when the stream follows the head.</summary>
    public ulong? Last { get; init; }

    /// <summary>The node's newest block, or null before it is known.</summary>
    public ulong? Head { get; init; }

    /// <summary>Blocks from the last committed one to the head, or null before both are known.</summary>
    public ulong? Lag { get; init; }

    /// <summary>Blocks committed a second.</summary>
    public double BlocksPerSecond { get; init; }

    /// <summary>Records committed a second.</summary>
    public double RecordsPerSecond { get; init; }

    /// <summary>Bytes of answers read a second.</summary>
    public double BytesInPerSecond { get; init; }

    /// <summary>Bytes of records committed a second.</summary>
    public double BytesOutPerSecond { get; init; }

    /// <summary>Blocks committed in this run.</summary>
    public long Blocks { get; init; }

    /// <summary>Records committed in this run.</summary>
    public long Records { get; init; }

    /// <summary>Bytes of blocks under way.</summary>
    public long BytesUnderWay { get; init; }

    /// <summary>The byte budget.</summary>
    public long BudgetBytes { get; init; }

    /// <summary>Failed requests and items in this run.</summary>
    public long RpcErrors { get; init; }

    /// <summary>Reorganisations of this run that took back committed blocks.</summary>
    public long Reorgs { get; init; }

    /// <summary>The most blocks that one of them took back.</summary>
    public long DeepestReorg { get; init; }

    /// <summary>Time until the last block asked for, or the head, is reached at this rate; null when there is none to reach or no rate.</summary>
    public TimeSpan? Eta { get; init; }

    /// <summary>The lowest block that no endpoint gives right and that is therefore waited for, or null.</summary>
    public ulong? WrongBlock { get; init; }

    /// <summary>Everything since the start, for lines that machines read; null where only people look.</summary>
    public StreamTotals? Totals { get; init; }

    /// <summary>What the stream is doing or waiting for.</summary>
    public required string Activity { get; init; }

    /// <inheritdoc/>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        WriteHeight(json, "committed", Committed);
        WriteHeight(json, "last", Last);
        WriteHeight(json, "head", Head);
        WriteHeight(json, "lag", Lag);
        json.WriteNumber("blocksPerSecond", Math.Round(BlocksPerSecond, 1));
        json.WriteNumber("recordsPerSecond", Math.Round(RecordsPerSecond, 1));
        json.WriteNumber("bytesInPerSecond", Math.Round(BytesInPerSecond));
        json.WriteNumber("bytesOutPerSecond", Math.Round(BytesOutPerSecond));
        json.WriteNumber("blocks", Blocks);
        json.WriteNumber("records", Records);
        json.WriteNumber("bytesUnderWay", BytesUnderWay);
        json.WriteNumber("rpcErrors", RpcErrors);
        json.WriteNumber("reorgs", Reorgs);
        json.WriteNumber("deepestReorg", DeepestReorg);
        if (Eta is { } eta) json.WriteNumber("etaSeconds", Math.Round(eta.TotalSeconds));
        if (WrongBlock is ulong wrong) json.WriteNumber("wrongBlock", wrong);
        json.WriteString("activity", Activity);
        if (Totals is not null)
        {
            json.WritePropertyName("totals");
            Totals.WriteTo(json);
        }

        json.WriteEndObject();
    }

    /// <summary>The line for people.</summary>
    public override string ToString() => ProgressText.Line(this);

    private static void WriteHeight(Utf8JsonWriter json, string name, ulong? number)
    {
        if (number is ulong value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
