using HighPerfChainSync.Diagnostics;
using HighPerfChainSync.Primitives;
using HighPerfChainSync.Records;

namespace HighPerfChainSync.Sinks;

/// <summary>An open directory of <see cref="NdjsonFileSink"/>: its lock, its progress and the range that is being filled.</summary>
internal sealed class NdjsonStream : IDisposable
{
    private readonly NdjsonLayout _layout;
    private readonly NdjsonRecovery _recovery;
    private readonly IDurableFiles _files;
    private readonly StreamDescription _description;
    private readonly FileStream _lock;
    private readonly ulong _blocksPerFile;
    private readonly long[] _records = new long[EntityNames.Count];
    private readonly List<NdjsonOpenRange> _full = [];
    private StreamProgress? _appended;
    private NdjsonOpenRange? _open;
    private ulong? _next;
    private bool _failed;

    private NdjsonStream(NdjsonLayout layout, StreamDescription description, ulong blocksPerFile, IDurableFiles files, FileStream locked)
    {
        _layout = layout;
        _description = description;
        _blocksPerFile = blocksPerFile;
        _files = files;
        _lock = locked;
        _recovery = new NdjsonRecovery(files, layout, description.Entities);
    }

    /// <summary>The last commit, or null when there is none.</summary>
    public StreamProgress? Progress { get; private set; }

    /// <summary>Takes a directory and brings it to its last commit.</summary>
    /// <exception cref="ChainSyncException">Another process has it, or it is of another stream.</exception>
    public static NdjsonStream Open(string directory, StreamDescription description, ulong blocksPerFile, IDurableFiles files)
    {
        var layout = new NdjsonLayout(directory, description.Format);
        Directory.CreateDirectory(directory);
        var stream = new NdjsonStream(layout, description, blocksPerFile, files, NdjsonLock.Take(layout.Lock));
        try
        {
            stream.Recover();
            return stream;
        }
        catch
        {
            stream._failed = true;
            stream.Dispose();
            throw;
        }
    }

    /// <summary>Writes a block behind the last one; it counts from the next commit on.</summary>
    public void Append(BlockData block)
    {
        Begin();
        ulong number = block.Header.Number;
        if (_next is { } next && number != next)
            throw new InvalidOperationException($"Block {number} was written where block {next} belongs.");
        _next = number + 1;
        _open ??= new NdjsonOpenRange(_files, _layout, _description.Entities, number);
        _open.Append(block);
        for (int i = 0; i < EntityNames.Count; i++)
            _records[i] += block.Encoded.CountOf((Entity)i);
        _appended = new StreamProgress(number, block.Header.Hash);
        if (number % _blocksPerFile == _blocksPerFile - 1)
        {
            _full.Add(_open);
            _open = null;
        }

        _failed = false;
    }

    /// <summary>Commits what was appended since the last commit, all or nothing.</summary>
    public void Commit()
    {
        if (_appended is not { } progress) return;
        Begin();
        foreach (NdjsonOpenRange range in _full)
            range.Flush();
        _open?.Flush();
        Close(_full, progress);
        DisposeFull();
        Progress = progress;
        _appended = null;
        _failed = false;
    }

    /// <summary>Forgets what was appended since the last commit: the files are cut to what was committed.</summary>
    public void Drop()
    {
        if (_appended is null) return;
        Begin();
        DisposeFull();
        _open?.Dispose();
        _open = null;
        _next = null;
        _appended = null;
        Array.Clear(_records);
        Recover();
        _failed = false;
    }

    /// <summary>Completes the range that is being filled, up to the last commit, unless something has failed, and lets go of the directory.</summary>
    public void Dispose()
    {
        try
        {
            if (!_failed) Drop();
            if (_open is { } open && Progress is { } progress && !_failed)
            {
                _open = null;
                using (open)
                    Close([open], progress);
            }
        }
        finally
        {
            DisposeFull();
            _open?.Dispose();
            _lock.Dispose();
        }
    }

    private void Begin()
    {
        if (_failed) throw new InvalidOperationException("Writing has failed before: the sink must be opened anew.");
        _failed = true; // Until it is known that it has not.
    }

    private void DisposeFull()
    {
        foreach (NdjsonOpenRange range in _full)
            range.Dispose();
        _full.Clear();
    }

    /// <summary>Writes the progress, which is the commit, and gives full ranges their final names.</summary>
    private void Close(List<NdjsonOpenRange> full, StreamProgress progress)
    {
        var closing = new List<NdjsonRange>(full.Count);
        foreach (NdjsonOpenRange range in full)
        {
            closing.Add(range.Describe());
            range.Dispose();
        }

        NdjsonRange? open = _open?.Describe();
        Save(progress, open, closing);
        if (closing.Count == 0) return;
        foreach (NdjsonRange range in closing)
            _recovery.Complete(range);
        Save(progress, open, []);
    }

    private void Recover()
    {
        NdjsonProgress? saved = NdjsonProgressFile.Load(_layout.Progress);
        if (saved is not null) NdjsonIdentity.Check(saved, _description, _layout.Progress);
        for (int i = 0; i < EntityNames.Count; i++)
        {
            if (_description.Entities.Contains((Entity)i)) Directory.CreateDirectory(_layout.Directory((Entity)i));
        }

        if (saved is null)
        {
            _recovery.StartEmpty();
            _files.FlushDirectory(_layout.Root);
            return;
        }

        var progress = new StreamProgress(saved.LastBlock, Hash256.Parse(saved.LastHash));
        for (int i = 0; i < EntityNames.Count; i++)
            _records[i] = saved.Records.GetValueOrDefault(((Entity)i).Singular());
        foreach (NdjsonRange range in saved.Closing)
            _recovery.Complete(range);
        if (saved.Open is { } open) _open = _recovery.Reopen(open);
        else _recovery.DropOthers(keep: null);
        if (saved.Closing.Count > 0) Save(progress, saved.Open, []);
        Progress = progress;
        _next = progress.Number + 1;
    }

    private void Save(StreamProgress progress, NdjsonRange? open, List<NdjsonRange> closing) =>
        NdjsonProgressFile.Save(_files, _layout.Progress, NdjsonIdentity.Describe(_description, progress, _records) with
        {
            Open = open,
            Closing = closing,
        });
}
