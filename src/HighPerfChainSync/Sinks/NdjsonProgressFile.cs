using System.Text.Json;
using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using Microsoft.Win32.SafeHandles;

namespace HighPerfChainSync.Sinks;

/// <summary>Reads the progress file, and replaces it atomically.</summary>
internal static class NdjsonProgressFile
{
    private const long MaxBytes = 1 << 20;

    /// <summary>Reads the progress, or null when there is none.</summary>
    /// <exception cref="ChainSyncException">The file is not one of ours.</exception>
    public static NdjsonProgress? Load(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) return null;
        if (file.Length > MaxBytes) throw Unusable(path, $"it has {file.Length} bytes", null);
        try
        {
            NdjsonProgress? progress = JsonSerializer.Deserialize(File.ReadAllBytes(path), NdjsonProgressJson.Default.NdjsonProgress);
            if (progress is null) throw Unusable(path, "it is empty", null);
            if (progress.Version != NdjsonProgress.CurrentVersion)
                throw Unusable(path, $"its version is {progress.Version}, this program writes {NdjsonProgress.CurrentVersion}", null);
            _ = Hash256.Parse(progress.LastHash);
            if (progress.Open is not null) RequireRange(progress.Open, path);
            foreach (NdjsonRange? range in progress.Closing) RequireRange(range, path);
            return progress;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw Unusable(path, error.Message, error);
        }
    }

    /// <summary>Replaces the progress; when this returns it survives a power failure.</summary>
    public static void Save(IDurableFiles files, string path, NdjsonProgress progress)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(progress, NdjsonProgressJson.Default.NdjsonProgress);
        string temporary = path + NdjsonLayout.TemporarySuffix;
        using (SafeFileHandle file = files.Open(temporary))
        {
            files.SetLength(file, 0);
            files.Write(file, json, 0);
            files.Flush(file);
        }

        files.Rename(temporary, path);
        files.FlushDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>The deserializer looks at the type of a list, not of its items.</summary>
    private static void RequireRange(NdjsonRange? range, string path)
    {
        if (range is null || range.First > range.Last) throw Unusable(path, "it has a range without blocks", null);
        foreach (long bytes in range.Bytes.Values)
        {
            if (bytes < 0) throw Unusable(path, $"it has a file of {bytes} bytes", null);
        }
    }

    private static ChainSyncException Unusable(string path, string reason, Exception? inner) => new(
        ChainSyncError.ProgressMismatch,
        $"The progress file '{path}' cannot be used: {reason}. Restore it, or start in an empty directory.",
        inner);
}
