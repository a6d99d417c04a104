using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Encoding;

/// <summary>The encoders by the names of the command line.</summary>
public static class RecordEncoders
{
    /// <summary>All names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [JsonRecordEncoder.FormatName, MessagePackRecordEncoder.FormatName];

    /// <summary>Creates an encoder.</summary>
    /// <exception cref="ChainSyncException">No encoder has this name.</exception>
    public static IRecordEncoder Create(string format) => format switch
    {
        JsonRecordEncoder.FormatName => new JsonRecordEncoder(),
        MessagePackRecordEncoder.FormatName => new MessagePackRecordEncoder(),
        _ => throw new ChainSyncException(
            ChainSyncError.Configuration, $"There is no format '{format}': use one of {string.Join(", ", Names)}."),
    };
}
