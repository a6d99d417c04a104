namespace HighPerfChainSync.Pipeline;

/// <summary>The words for what a stream is about as a whole.</summary>
internal static class StreamPhases
{
    /// <summary>Asks the node for its chain and opens the sink.</summary>
    public const string Opening = "opening";

    /// <summary>Reads blocks that exist already.</summary>
    public const string Syncing = "syncing";

    /// <summary>Takes blocks as they come into being.</summary>
    public const string Following = "following the head";

    /// <summary>Waits for a node whose head lies below where the stream begins.</summary>
    public const string BeyondHead = "waiting for the node to reach the first block";

    /// <summary>Looks for the block that both branches have, and reads the new branch.</summary>
    public const string Rewinding = "following a reorganisation";

    /// <summary>Commits what is in order.</summary>
    public const string Stopping = "stopping";

    /// <summary>Has ended as it should.</summary>
    public const string Done = "done";

    /// <summary>Has ended with an error.</summary>
    public const string Failed = "failed";
}
