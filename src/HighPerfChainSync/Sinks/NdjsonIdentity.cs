using System.Globalization;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Encoding;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Sinks;

/// <summary>Which stream a directory belongs to.</summary>
internal static class NdjsonIdentity
{
    /// <summary>The progress of a stream, without its ranges.</summary>
    public static NdjsonProgress Describe(StreamDescription stream, StreamProgress progress, ReadOnlySpan<long> records)
    {
        var counts = new Dictionary<string, long>(EntityNames.Count);
        for (int i = 0; i < EntityNames.Count; i++)
        {
            if (stream.Entities.Contains((Entity)i)) counts[((Entity)i).Singular()] = records[i];
        }

        return new NdjsonProgress
        {
            Version = NdjsonProgress.CurrentVersion,
            Chain = stream.Chain,
            ChainId = stream.Identity.ChainId,
            GenesisHash = stream.Identity.GenesisHash?.ToString(),
            Entities = stream.Entities.ToText(),
            Format = stream.Format,
            Schema = RecordFormNames.Of(stream.Schema),
            Numbers = RecordFormNames.Of(stream.Numbers),
            LastBlock = progress.Number,
            LastHash = progress.Hash.ToString(),
            Records = counts,
        };
    }

    /// <summary>Refuses a directory that another stream wrote.</summary>
    /// <exception cref="ChainSyncException">Chain, entities, format, schema or numbers differ; the message says which and how.</exception>
    public static void Check(NdjsonProgress saved, StreamDescription stream, string path)
    {
        Require("the chain", saved.Chain, stream.Chain, path);
        Require(
            "the chain id",
            saved.ChainId.ToString(CultureInfo.InvariantCulture),
            stream.Identity.ChainId.ToString(CultureInfo.InvariantCulture),
            path);
        if (saved.GenesisHash is not null && stream.Identity.GenesisHash is { } genesis)
            Require("the hash of block 0", saved.GenesisHash, genesis.ToString(), path);
        Require("the entities", saved.Entities, stream.Entities.ToText(), path);
        Require("the format", saved.Format, stream.Format, path);
        Require("the schema", saved.Schema, RecordFormNames.Of(stream.Schema), path);
        Require("the form of numbers", saved.Numbers, RecordFormNames.Of(stream.Numbers), path);
    }

    private static void Require(string what, string saved, string asked, string path)
    {
        if (saved == asked) return;
        throw new ChainSyncException(
            ChainSyncError.ProgressMismatch,
            $"The progress in '{path}' is of another stream: {what} was {saved}, now it is {asked}. "
            + "Use the same options as before, or another directory.");
    }
}
