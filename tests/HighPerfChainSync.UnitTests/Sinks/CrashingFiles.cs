using HighPerfChainSync.Sinks;
using Microsoft.Win32.SafeHandles;

namespace HighPerfChainSync.UnitTests.Sinks;

/// <summary>File operations that end the process, as it were, before the n-th of them, and lose what had not been flushed by then.</summary>
internal sealed class CrashingFiles(int crashBefore) : IDurableFiles
{
    private readonly Dictionary<SafeFileHandle, long> _durable = [];
    private int _operations;

    public bool Crashed { get; private set; }

    public SafeFileHandle Open(string path)
    {
        Step();
        SafeFileHandle file = DurableFiles.Instance.Open(path);
        _durable[file] = RandomAccess.GetLength(file);
        return file;
    }

    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        if (_operations + 1 == crashBefore)
            DurableFiles.Instance.Write(file, bytes[..(bytes.Length / 2)], offset);
        Step();
        DurableFiles.Instance.Write(file, bytes, offset);
    }

    /// <summary>A hint, which makes nothing durable for certain.</summary>
    public void StartFlush(SafeFileHandle file, long offset, long length)
    {
    }

    public void SetLength(SafeFileHandle file, long length)
    {
        Step();
        DurableFiles.Instance.SetLength(file, length);
        _durable[file] = Math.Min(_durable[file], length);
    }

    public void Flush(SafeFileHandle file)
    {
        Step();
        _durable[file] = RandomAccess.GetLength(file);
    }

    public void Rename(string from, string to)
    {
        Step();
        DurableFiles.Instance.Rename(from, to);
    }

    public void Delete(string path)
    {
        Step();
        DurableFiles.Instance.Delete(path);
    }

    public void FlushDirectory(string path) => Step();

    private void Step()
    {
        if (++_operations != crashBefore) return;
        Crashed = true;
        foreach ((SafeFileHandle file, long length) in _durable)
        {
            // Every second crash is one of the machine, not of the process alone.
            if (crashBefore % 2 == 0 && !file.IsClosed) RandomAccess.SetLength(file, length);
        }

        throw new IOException("The process ended here.");
    }
}
