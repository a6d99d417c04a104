using System.Reflection;

namespace HighPerfChainSync.ReplayNode.Recording;

/// <summary>The recording that is shipped: a few hundred blocks of a development chain with every kind of content.</summary>
public static class SampleChain
{
    private const string ResourceName = "sample-chain.jsonl.gz";

    /// <summary>Opens the recording, compressed as it is shipped, for <see cref="RecordingReader.Open(Stream, string, int)"/>.</summary>
    public static Stream Open() =>
        Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourceName)
        ?? throw new InvalidOperationException($"The assembly was built without the resource '{ResourceName}'.");

    /// <summary>Opens a reader over the recording.</summary>
    public static RecordingReader OpenReader() => RecordingReader.Open(Open(), ResourceName);
}
