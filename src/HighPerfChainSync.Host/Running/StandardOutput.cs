using Microsoft.Win32.SafeHandles;

namespace HighPerfChainSync.Host.Running;

/// <summary>Standard output for records.</summary>
internal static class StandardOutput
{
    private const nint Descriptor = 1;

    /// <summary>Opens it so that a reader that has gone away is an error.</summary>
    /// <remarks>
    /// The console's own stream takes what is written to a broken pipe without a word. A file goes through it nevertheless:
    /// it writes at the offset that the process shares with its shell.
    /// </remarks>
    public static Stream Open()
    {
        if (OperatingSystem.IsWindows()) return Console.OpenStandardOutput();
        var pipe = new FileStream(new SafeFileHandle(Descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        if (!pipe.CanSeek) return pipe;
        pipe.Dispose();
        return Console.OpenStandardOutput();
    }
}
