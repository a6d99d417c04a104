using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Encoding;

/// <summary>The encoders by the names of the command line.</summary>
public static class RecordEncoders
{
    /// <summary>All names, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [JsonRecordEncoder.FormatName, MessagePackRecordEncoder.FormatName];

    /// <summary>Creates an encoder.</summary>
    /// <param name="format">Its name.</param>
    /// <param name="options">What it writes; null is the plain schema with bare numbers.</param>
    /// <exception cref="ChainSyncException">No encoder has this name.</exception>
    public static IRecordEncoder Create(string format, RecordEncoderOptions? options = null) => format switch
    {
        JsonRecordEncoder.FormatName => new JsonRecordEncoder(options ?? new()),
        MessagePackRecordEncoder.FormatName => new MessagePackRecordEncoder(options ?? new()),
        _ => throw new ChainSyncException(
            ChainSyncError.Configuration, $"There is no format '{format}': use one of {string.Join(", ", Names)}."),
    };
}
