using Microsoft.Win32.SafeHandles;

namespace HighPerfChainSync.Sinks;

/// <summary>The file operations whose order makes a commit safe. Tests end the process, as it were, before any one of them.</summary>
internal interface IDurableFiles
{
    /// <summary>Opens a file for writing, creating it when it is absent.</summary>
    SafeFileHandle Open(string path);

    /// <summary>Writes at an offset; durable only after <see cref="Flush"/>.</summary>
    void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset);

    /// <summary>Has the system begin to write a part to the disk, without waiting for it: <see cref="Flush"/> has less to wait for then.</summary>
    void StartFlush(SafeFileHandle file, long offset, long length);

    /// <summary>Cuts a file; durable only after <see cref="Flush"/>.</summary>
    void SetLength(SafeFileHandle file, long length);

    /// <summary>Makes a file's content durable.</summary>
    void Flush(SafeFileHandle file);

    /// <summary>Gives a file another name, atomically, replacing what has it; durable only after <see cref="FlushDirectory"/>.</summary>
    void Rename(string from, string to);

    /// <summary>Deletes a file.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a directory durable.</summary>
    void FlushDirectory(string path);
}
