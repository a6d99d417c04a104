using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace HighPerfChainSync.Sinks;

/// <summary>File operations of the operating system.</summary>
internal sealed partial class DurableFiles : IDurableFiles
{
    private const int ReadOnly = 0;
    private const int InvalidArgument = 22;

    /// <summary><c>SYNC_FILE_RANGE_WRITE</c>.</summary>
    private const uint StartWriting = 2;

    /// <summary>The one instance; it has no state.</summary>
    public static DurableFiles Instance { get; } = new();

    /// <inheritdoc/>
    public SafeFileHandle Open(string path) =>
        File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);

    /// <inheritdoc/>
    public void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(file, bytes, offset);

    /// <inheritdoc/>
    /// <remarks>A hint: where there is no such call, or it fails, <see cref="Flush"/> writes everything.</remarks>
    public void StartFlush(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux()) _ = StartFlush(file, offset, length, StartWriting);
    }

    /// <inheritdoc/>
    public void SetLength(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    /// <inheritdoc/>
    public void Flush(SafeFileHandle file) => RandomAccess.FlushToDisk(file);

    /// <inheritdoc/>
    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void FlushDirectory(string path)
    {
        // Windows makes names durable with the file; elsewhere the directory is a file of its own, which .NET does not open.
        if (OperatingSystem.IsWindows()) return;
        int descriptor = OpenDescriptor(path, ReadOnly);
        if (descriptor < 0) throw Failed("open", path);
        try
        {
            // Some network file systems know no flush of a directory and say so with EINVAL: there is nothing more to do then.
            if (FlushDescriptor(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
                throw Failed("flush", path);
        }
        finally
        {
            _ = CloseDescriptor(descriptor);
        }
    }

    private static IOException Failed(string what, string path) =>
        new($"Cannot {what} the directory '{path}': {Marshal.GetLastPInvokeErrorMessage()}.");

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenDescriptor(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int FlushDescriptor(int descriptor);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int StartFlush(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int CloseDescriptor(int descriptor);
}
