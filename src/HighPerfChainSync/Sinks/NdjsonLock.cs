using HighPerfChainSync.Diagnostics;

namespace HighPerfChainSync.Sinks;

/// <summary>The lock that keeps two processes out of one directory. The operating system drops it when its process ends.</summary>
internal static class NdjsonLock
{
    /// <summary>Takes the lock; it is held until the result is disposed.</summary>
    /// <exception cref="ChainSyncException">Another process holds it.</exception>
    public static FileStream Take(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new ChainSyncException(
                ChainSyncError.Fenced,
                $"Another process writes into '{Path.GetDirectoryName(path)}'. Stop it first, or choose another directory.",
                error);
        }
    }
}
