using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Sinks;

/// <summary>Brings a directory back to its last commit: what was begun and not committed is dropped, what was committed is completed.</summary>
internal sealed class NdjsonRecovery(IDurableFiles files, NdjsonLayout layout, EntitySet entities)
{
    /// <summary>Refuses a directory that has files but no progress, and clears what an uncommitted beginning left.</summary>
    /// <exception cref="ChainSyncException">There are complete files.</exception>
    public void StartEmpty()
    {
        for (int i = 0; i < EntityNames.Count; i++)
        {
            if (!Directory.Exists(layout.Directory((Entity)i))) continue;
            foreach (string path in layout.CompleteFiles((Entity)i))
            {
                throw new ChainSyncException(
                    ChainSyncError.ProgressMismatch,
                    $"There are files such as '{path}' but no '{layout.Progress}', so it is not known which blocks they hold. "
                    + "Restore the progress file, or start in an empty directory.");
            }
        }

        DropOthers(keep: null);
    }

    /// <summary>Gives the files of a full range their final names.</summary>
    /// <remarks>A file whose temporary name is gone has been renamed already, and a reader of the directory may have taken it since.</remarks>
    /// <exception cref="ChainSyncException">Another file has the final name.</exception>
    public void Complete(NdjsonRange range)
    {
        for (int i = 0; i < EntityNames.Count; i++)
        {
            var entity = (Entity)i;
            if (!entities.Contains(entity)) continue;
            string temporary = layout.Temporary(entity, range.First);
            string complete = layout.Complete(entity, range.First, range.Last);
            if (File.Exists(temporary))
            {
                if (File.Exists(complete))
                {
                    throw new ChainSyncException(
                        ChainSyncError.ProgressMismatch,
                        $"'{complete}' exists already, and '{temporary}' is to get this name. Move the older file away.");
                }

                files.Rename(temporary, complete);
            }

            files.FlushDirectory(layout.Directory(entity));
        }
    }

    /// <summary>Continues the range that was being filled.</summary>
    /// <exception cref="ChainSyncException">A file is missing or shorter than what was committed to it.</exception>
    public NdjsonOpenRange Reopen(NdjsonRange range)
    {
        for (int i = 0; i < EntityNames.Count; i++)
        {
            var entity = (Entity)i;
            if (!entities.Contains(entity)) continue;
            var file = new FileInfo(layout.Temporary(entity, range.First));
            long length = file.Exists ? file.Length : -1;
            if (!range.Bytes.TryGetValue(entity.Singular(), out long committed) || length < committed)
            {
                throw new ChainSyncException(
                    ChainSyncError.ProgressMismatch,
                    $"'{file.FullName}' {(length < 0 ? "is missing" : $"has {length} bytes")}, "
                    + $"but {committed} bytes were committed to it. Restore it, or start in an empty directory.");
            }
        }

        DropOthers(range);
        return new NdjsonOpenRange(files, layout, entities, range.First, range);
    }

    /// <summary>Deletes incomplete files that no commit knows.</summary>
    public void DropOthers(NdjsonRange? keep)
    {
        for (int i = 0; i < EntityNames.Count; i++)
        {
            var entity = (Entity)i;
            if (!Directory.Exists(layout.Directory(entity))) continue;
            string? kept = keep is null ? null : layout.Temporary(entity, keep.First);
            foreach (string path in layout.TemporaryFiles(entity))
            {
                if (path != kept) files.Delete(path);
            }
        }
    }
}
